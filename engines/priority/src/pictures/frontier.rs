//! Value over money.

use super::{
    Language, Picture, Table,
    canvas::{Anchor, Canvas, GREY, INK, MAIN, PALE, WIDTH, number},
    numbers::{count, euros, points},
};
use crate::answer::{Answer, EfficientChoice};

const HEIGHT: f64 = 440.0;
const LEFT: f64 = 90.0;
const BOTTOM: f64 = 70.0;
const TOP: f64 = 30.0;
const RIGHT: f64 = 50.0;
const TICKS: usize = 4;
/// Room for what stands beside the dot of today.
const LABEL: f64 = 230.0;
/// More choices than this are no help.
const MOST_SHOWN: usize = 60;

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
    canvas.text((WIDTH - RIGHT, HEIGHT - 14.0), Anchor::End, words.cost);
    canvas.path(&staircase(&answer.efficient, &x, &y), GREY);
    let shown = shown(&answer.efficient);
    for point in &shown {
        let is_now = is_now(answer, point);
        let (radius, fill) = if is_now { (10.0, MAIN) } else { (5.0, GREY) };
        canvas.dot((x(point.cost_eur), y(point.value)), radius, fill);
        if is_now {
            let text = format!("{} → {}", euros(point.cost_eur, language), points(point.value, language));
            // Right below the dot: there the stairs never are.
            let (right, below) = (x(point.cost_eur) + 14.0, y(point.value) + 28.0);
            let is_near_edge = right > WIDTH - LABEL;
            let (from, anchor) = if is_near_edge { (WIDTH - 4.0, Anchor::End) } else { (right, Anchor::Start) };
            canvas.text((from, if is_near_edge { below + 14.0 } else { below }), anchor, &text);
        }
    }
    let title = words.frontier_title.to_owned();
    let extent = if answer.efficient_complete { words.frontier_all } else { words.frontier_steps };
    let extent = extent.replace("{count}", &count(answer.efficient.len(), language));
    let thinned = if shown.len() < answer.efficient.len() { words.frontier_thinned } else { "" };
    let summary = format!("{} {extent}{thinned}", words.frontier_summary);
    let svg = canvas.svg("frontier", &title, &summary);
    Some(Picture { name: "frontier", svg, table: table(answer, language), title, summary })
}

/// Whether this is what the budget of today buys: the last one that needs no more.
fn is_now(answer: &Answer, point: &EfficientChoice) -> bool {
    answer.efficient.iter().rfind(|other| other.percent <= 100).is_some_and(|now| now == point)
}

/// All, or where they are too many the last of each twentieth of the budget: that of today is among them.
fn shown(points: &[EfficientChoice]) -> Vec<&EfficientChoice> {
    let twentieth = |point: &EfficientChoice| point.percent.div_ceil(5);
    let is_last = |place: usize| points.get(place + 1).is_none_or(|next| twentieth(next) > twentieth(&points[place]));
    let is_shown = |place: &usize| points.len() <= MOST_SHOWN || is_last(*place);
    (0..points.len()).filter(is_shown).map(|place| &points[place]).collect()
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
    let mut table = Table::new(words.frontier_title);
    if !answer.efficient_complete {
        table = table.number_column(words.budget);
    }
    let cost = if answer.efficient_complete { words.cost } else { words.spent };
    table = table.number_column(cost).number_column(words.value).text_column(words.chosen).text_column(words.proved);
    for point in shown(&answer.efficient) {
        let budget = (!answer.efficient_complete).then(|| euros(point.budget_eur, language));
        let cells = [
            euros(point.cost_eur, language),
            points(point.value, language),
            if point.chosen.is_empty() { "–".to_owned() } else { point.chosen.join(", ") },
            if point.optimal { words.yes } else { words.no }.to_owned(),
        ];
        table.rows.push(budget.into_iter().chain(cells).collect());
    }
    table
}
