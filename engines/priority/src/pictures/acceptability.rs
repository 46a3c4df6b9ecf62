//! How often each item takes each place, as a field of numbers.

use super::{
    Language, MOST_LINES, Picture, Table,
    canvas::{Anchor, Canvas, INK, LEFT, LINE, WIDTH, number},
    numbers::{count, percent},
};
use crate::answer::Answer;

const TOP: f64 = 40.0;
/// More places than this do not fit beside each other with readable numbers.
const MOST_PLACES: usize = 14;

pub(super) fn picture(answer: &Answer, language: Language) -> Picture {
    let words = language.words();
    let shown = &answer.smaa[..answer.smaa.len().min(MOST_LINES)];
    let places = answer.smaa.len().min(MOST_PLACES);
    let cell = ((WIDTH - LEFT - 20.0) / number(places.max(1))).min(70.0);
    let mut canvas = Canvas::new(TOP + LINE * (number(shown.len()) + 2.0));
    for place in 0..places {
        canvas.text((LEFT + cell * (number(place) + 0.5), 28.0), Anchor::Middle, &format!("{}.", place + 1));
    }
    for (row, item) in shown.iter().enumerate() {
        let y = TOP + LINE * number(row);
        canvas.name(y + 19.0, &item.id);
        for (place, part) in item.rank_probability.iter().take(places).enumerate() {
            let x = LEFT + cell * number(place);
            canvas.bar(x, y, cell - 2.0, LINE - 2.0, &shade(*part));
            // White on the darker half, dark on the lighter one: both stay above 4.5 : 1.
            let ink = if *part > 0.5 { "#fff" } else { INK };
            let text = if *part >= 0.005 { format!("{:.0}", part * 100.0) } else { "·".to_owned() };
            canvas.coloured_text((x + cell / 2.0 - 1.0, y + 19.0), Anchor::Middle, ink, &text);
        }
    }
    let below = TOP + LINE * (number(shown.len()) + 1.0);
    legend(&mut canvas, below, language);
    let summary = words.acceptability_summary.replace("{draws}", &count(answer.draws, language));
    let title = words.acceptability_title.to_owned();
    Picture {
        name: "acceptability",
        svg: canvas.svg("acceptability", &title, &summary),
        table: table(answer, language),
        title,
        summary,
    }
}

fn legend(canvas: &mut Canvas, y: f64, language: Language) {
    let words = language.words();
    canvas.text((LEFT - 10.0, y), Anchor::End, words.never);
    for step in 0..=10 {
        canvas.bar(LEFT + 20.0 * number(step), y - 14.0, 19.0, 18.0, &shade(number(step) / 10.0));
    }
    canvas.text((LEFT + 230.0, y), Anchor::Start, words.often);
}

/// From nearly white to dark blue. The middle leaps, so that no shade is too dark for dark and too light for light text.
fn shade(part: f64) -> String {
    let mix = if part > 0.5 { 0.65 + 0.7 * (part - 0.5) } else { part };
    let channel = |light: f64, dark: f64| light + (dark - light) * mix.clamp(0.0, 1.0);
    format!("rgb({:.0},{:.0},{:.0})", channel(244.0, 0.0), channel(247.0, 63.0), channel(250.0, 135.0))
}

fn table(answer: &Answer, language: Language) -> Table {
    let words = language.words();
    let places = answer.smaa.len().min(MOST_LINES);
    let mut table = Table::new(words.acceptability_title).text_column(words.item);
    for place in 0..places {
        table = table.number_column(&format!("{}.", place + 1));
    }
    for item in &answer.smaa {
        let mut row = vec![item.id.clone()];
        row.extend(item.rank_probability.iter().take(places).map(|part| percent(*part, language)));
        table.rows.push(row);
    }
    table
}
