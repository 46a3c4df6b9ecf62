//! The ranking as bars of parts.

use super::{
    Language, MOST_LINES, Picture, Table,
    canvas::{Anchor, Canvas, GREY, INK, LEFT, LINE, PARTS, RIGHT, WIDTH, number, shortened},
    numbers::{count, points, rounded_parts, tenths},
};
use crate::{answer::Answer, model::Ranked};

const TOP: f64 = 20.0;
const LEGEND_COLUMNS: usize = 3;
const LONGEST_IN_LEGEND: usize = 28;

pub(super) fn picture(answer: &Answer, language: Language) -> Picture {
    let words = language.words();
    let shown = &answer.ranking[..answer.ranking.len().min(MOST_LINES)];
    let criteria: Vec<&str> = answer.stability.iter().map(|line| line.criterion.as_str()).collect();
    let legend_lines = number(criteria.len().div_ceil(LEGEND_COLUMNS));
    let mut canvas = Canvas::new(TOP + LINE * (number(shown.len()) + legend_lines + 1.5));
    for (place, ranked) in shown.iter().enumerate() {
        bar(&mut canvas, TOP + LINE * number(place), ranked, language);
    }
    let below = TOP + LINE * (number(shown.len()) + 0.5);
    let hidden = answer.ranking.len() - shown.len();
    if hidden > 0 {
        canvas.text((LEFT, below + 6.0), Anchor::Start, &words.more.replace("{count}", &count(hidden, language)));
    }
    let column = (WIDTH - 40.0) / number(LEGEND_COLUMNS);
    for (place, criterion) in criteria.iter().enumerate() {
        let (x, y) =
            (20.0 + column * number(place % LEGEND_COLUMNS), below + LINE * number(place / LEGEND_COLUMNS + 1));
        canvas.bar(x, y - 14.0, 16.0, 16.0, PARTS[place % PARTS.len()]);
        let name = shortened(&format!("{}. {criterion}", place + 1), LONGEST_IN_LEGEND);
        canvas.text((x + 24.0, y), Anchor::Start, &name);
    }
    let summary = words.ranking_summary.to_owned();
    let title = words.ranking_title.to_owned();
    Picture {
        name: "ranking",
        svg: canvas.svg("ranking", &title, &summary),
        table: table(answer, &criteria, language),
        title,
        summary,
    }
}

fn bar(canvas: &mut Canvas, y: f64, ranked: &Ranked, language: Language) {
    let width = (WIDTH - LEFT - RIGHT) / 100.0;
    canvas.name(y + 19.0, &format!("{}. {}", ranked.rank, ranked.id));
    let mut x = LEFT;
    for (place, part) in ranked.parts.iter().enumerate() {
        let long = part.points * width;
        canvas.bar(x, y + 3.0, long, LINE - 8.0, PARTS[place % PARTS.len()]);
        // A light line between parts, and the number of the criterion where there is room for it.
        canvas.line((x + long, y + 3.0), (x + long, y + LINE - 5.0), "#fff", 1.0);
        if long > 22.0 {
            let is_light = place % 2 == 1;
            let ink = if is_light { INK } else { "#fff" };
            canvas.coloured_text((x + long / 2.0, y + 19.0), Anchor::Middle, ink, &(place + 1).to_string());
        }
        x += long;
    }
    let mut text = points(ranked.score, language);
    if !ranked.is_exact {
        let (low, high) = (LEFT + ranked.low * width, LEFT + ranked.high * width);
        let middle = y + LINE - 3.0;
        canvas.line((low, middle), (high, middle), GREY, 2.0);
        for end in [low, high] {
            canvas.line((end, middle - 4.0), (end, middle + 3.0), GREY, 2.0);
        }
        text = format!("{text} ({}–{})", points(ranked.low, language), points(ranked.high, language));
        x = x.max(high);
    }
    canvas.text((x + 8.0, y + 19.0), Anchor::Start, &text);
}

fn table(answer: &Answer, criteria: &[&str], language: Language) -> Table {
    let words = language.words();
    let mut table = Table::new(words.ranking_title).text_column(words.item).number_column(words.rank);
    for criterion in criteria {
        table = table.number_column(criterion);
    }
    table = table.number_column(words.score).number_column(words.span);
    for ranked in &answer.ranking {
        let parts: Vec<f64> = ranked.parts.iter().map(|part| part.points).collect();
        let rounded = rounded_parts(&parts);
        let mut row = vec![ranked.id.clone(), ranked.rank.to_string()];
        row.extend(rounded.iter().zip(&ranked.parts).map(|(part, of)| {
            let mark = if of.low < of.high { "\u{a0}*" } else { "" };
            format!("{}{mark}", tenths(*part, language))
        }));
        row.push(tenths(rounded.iter().sum(), language));
        let span = format!("{}–{}", points(ranked.low, language), points(ranked.high, language));
        row.push(if ranked.is_exact { "–".to_owned() } else { span });
        table.rows.push(row);
    }
    if answer.ranking.iter().any(|ranked| !ranked.is_exact) {
        table.caption = format!("{} (* {})", table.caption, words.open);
    }
    table
}
