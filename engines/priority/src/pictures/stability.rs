//! How far each weight may move.

use super::{
    Language, Picture, Table,
    canvas::{Anchor, Canvas, INK, LEFT, LINE, MAIN, PALE, RIGHT, WIDTH, number},
    numbers::percent,
};
use crate::answer::Answer;

const TOP: f64 = 40.0;

pub(super) fn picture(answer: &Answer, language: Language) -> Picture {
    let words = language.words();
    let width = WIDTH - LEFT - RIGHT;
    let mut canvas = Canvas::new(TOP + LINE * number(answer.stability.len()) + 20.0);
    for tick in 0..=4 {
        let x = LEFT + width * number(tick) / 4.0;
        canvas.text((x, 22.0), Anchor::Middle, &percent(number(tick) / 4.0, language));
        canvas.line((x, 28.0), (x, 34.0), INK, 1.0);
    }
    for (place, line) in answer.stability.iter().enumerate() {
        let y = TOP + LINE * number(place);
        canvas.name(y + 19.0, &line.criterion);
        canvas.bar(LEFT, y + 5.0, width, LINE - 12.0, PALE);
        canvas.bar(LEFT + width * line.low, y + 5.0, (width * (line.high - line.low)).max(2.0), LINE - 12.0, MAIN);
        let now = LEFT + width * line.weight;
        canvas.line((now, y), (now, y + LINE - 3.0), "#fff", 6.0);
        canvas.line((now, y), (now, y + LINE - 3.0), INK, 3.0);
        let range = format!("{} – {}", percent(line.low, language), percent(line.high, language));
        canvas.text((LEFT + width + 12.0, y + 19.0), Anchor::Start, &range);
    }
    let first = answer.ranking.first().map_or(words.nobody, |ranked| ranked.id.as_str());
    let summary = words.stability_summary.replace("{first}", first);
    let title = words.stability_title.to_owned();
    Picture {
        name: "stability",
        svg: canvas.svg("stability", &title, &summary),
        table: table(answer, language),
        title,
        summary,
    }
}

fn table(answer: &Answer, language: Language) -> Table {
    let words = language.words();
    let top = answer.stability.first().map_or(1, |line| line.top.k);
    let of_top = |word: &str| format!("1–{top}: {word}");
    let of_first = |word: &str| format!("{}: {word}", words.first_place);
    let mut table = Table::new(words.stability_title)
        .text_column(words.criterion)
        .number_column(words.weight)
        .number_column(&of_first(words.from))
        .number_column(&of_first(words.to))
        .text_column(words.below)
        .text_column(words.above)
        .number_column(&of_top(words.from))
        .number_column(&of_top(words.to));
    for line in &answer.stability {
        let name = |id: &Option<String>| id.clone().unwrap_or_else(|| words.nobody.to_owned());
        table.rows.push(vec![
            line.criterion.clone(),
            percent(line.weight, language),
            percent(line.low, language),
            percent(line.high, language),
            name(&line.below),
            name(&line.above),
            percent(line.top.low, language),
            percent(line.top.high, language),
        ]);
    }
    table
}
