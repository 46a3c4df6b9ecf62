//! Value over money.

use super::{
    Language, Picture, Table,
    canvas::{Anchor, Canvas, GREY, INK, MAIN, PALE, WIDTH, number},
    numbers::{euros, points},
};
use crate::answer::{Answer, EfficientChoice};

const HEIGHT: f64 = 440.0;
const LEFT: f64 = 90.0;
const BOTTOM: f64 = 70.0;
const TOP: f64 = 30.0;
const RIGHT: f64 = 50.0;
const TICKS: usize = 4;

pub(super) fn picture(answer: &Answer, language: Language) -> Option<Picture> {
    let words = language.words();
    let last = answer.efficient.last()?;
    let most_money = round_up(answer.efficient.iter().map(|point| point.cost_eur).fold(0.0, f64::max));
    let most_value = round_up(last.value);
    let x = |money: f64| LEFT + (WIDTH - LEFT - RIGHT) * money / most_money;
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / most_value;
    let mut canvas = Canvas::new(HEIGHT);
    for tick in 0..=TICKS {
        let part = number(tick) / number(TICKS);
        let (money, value) = (most_money * part, most_value * part);
        canvas.line((LEFT, y(value)), (WIDTH - RIGHT, y(value)), PALE, 1.0);
        canvas.text((LEFT - 10.0, y(value) + 5.0), Anchor::End, &points(value, language));
        canvas.text((x(money), HEIGHT - BOTTOM + 24.0), Anchor::Middle, &euros(money.round(), language));
    }
    canvas.line((LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, HEIGHT - BOTTOM), INK, 1.5);
    canvas.text((LEFT, 18.0), Anchor::Start, words.value);
    canvas.text((WIDTH - RIGHT, HEIGHT - 14.0), Anchor::End, words.spent);
    canvas.path(&staircase(&answer.efficient, &x, &y), GREY);
    for point in &answer.efficient {
        let is_now = is_now(answer, point);
        let (radius, fill) = if is_now { (10.0, MAIN) } else { (5.0, GREY) };
        canvas.dot((x(point.cost_eur), y(point.value)), radius, fill);
        if is_now {
            let text = format!("{} → {}", euros(point.cost_eur, language), points(point.value, language));
            canvas.text((x(point.cost_eur).min(WIDTH - 220.0), y(point.value) - 18.0), Anchor::Start, &text);
        }
    }
    let (title, summary) = (words.frontier_title.to_owned(), words.frontier_summary.to_owned());
    let svg = canvas.svg("frontier", &title, &summary);
    Some(Picture { name: "frontier", svg, table: table(answer, language), title, summary })
}

/// Whether this is what the budget of today buys: the last one that needs no more.
fn is_now(answer: &Answer, point: &EfficientChoice) -> bool {
    answer.efficient.iter().rfind(|other| other.percent <= 100).is_some_and(|now| now == point)
}

/// Between two choices more money buys nothing.
fn staircase(points: &[EfficientChoice], x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut path: Vec<(f64, f64)> = Vec::new();
    for point in points {
        let here = (x(point.cost_eur), y(point.value));
        if let Some(last) = path.last().copied() {
            path.push((here.0, last.1));
        }
        path.push(here);
    }
    path
}

/// To 1, 2, 4, 6, 8 or 10 times a power of ten, so that the ticks are round numbers.
fn round_up(most: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 < most {
        power *= 10.0;
    }
    [1.0, 2.0, 4.0, 6.0, 8.0].into_iter().map(|step| step * power).find(|end| *end >= most).unwrap_or(power * 10.0)
}

fn table(answer: &Answer, language: Language) -> Table {
    let words = language.words();
    let mut table = Table::new(words.frontier_title)
        .number_column(words.budget)
        .number_column(words.spent)
        .number_column(words.value)
        .text_column(words.chosen)
        .text_column(words.proved);
    for point in &answer.efficient {
        table.rows.push(vec![
            euros(point.budget_eur, language),
            euros(point.cost_eur, language),
            points(point.value, language),
            if point.chosen.is_empty() { "–".to_owned() } else { point.chosen.join(", ") },
            if point.optimal { words.yes } else { words.no }.to_owned(),
        ]);
    }
    table
}
