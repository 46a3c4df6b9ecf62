//! What a board reads in the terminal: who is first, how sure that is, what to choose.

use std::fmt::Write as _;

use lotse_priority::{
    Answer,
    answer::Chosen,
    model::Ranked,
    pictures::{self, Language, euros, points, posts, rounded_parts},
    portfolio::Core,
};

/// So many items are listed.
const MOST_ITEMS: usize = 40;
/// So many criteria a member differs on are named.
const MOST_DIFFERENCES: usize = 2;

/// Everything about one file.
pub(super) fn report(file: &str, answer: &Answer) -> String {
    let mut out = clean(file);
    for notice in &answer.notices {
        let _ = write!(out, "\n  Hinweis: {}", clean(notice));
    }
    ranking(&mut out, answer);
    stability(&mut out, answer);
    acceptability(&mut out, answer);
    dominance(&mut out, answer);
    portfolio(&mut out, answer);
    agreement(&mut out, answer);
    out.push('\n');
    out
}

pub(super) fn refused(file: &str, messages: &[String]) -> String {
    let mut out = format!("{}\n  NICHT RECHENBAR", clean(file));
    for message in messages {
        let _ = write!(out, "\n  {}", clean(message));
    }
    out.push_str("\n  Wie die Datei aussehen soll, zeigt: lotse board rank --help");
    out
}

fn ranking(out: &mut String, answer: &Answer) {
    let _ = write!(out, "\n\n  Rangfolge (Punkte von 100 = Summe aus Gewicht × Wert je Kriterium)");
    for ranked in answer.ranking.iter().take(MOST_ITEMS) {
        let span = if ranked.is_exact {
            String::new()
        } else {
            format!(" ({} bis {})", number(ranked.low), number(ranked.high))
        };
        let _ = write!(
            out,
            "\n    {:>3}. {:<24} {:>6}{span} = {}",
            ranked.rank,
            clean(&ranked.id),
            tenths(rounded(ranked).iter().sum()),
            sum(ranked)
        );
    }
    more(out, answer.ranking.len());
}

fn rounded(ranked: &Ranked) -> Vec<i64> {
    rounded_parts(&ranked.parts.iter().map(|part| part.points).collect::<Vec<f64>>())
}

fn sum(ranked: &Ranked) -> String {
    let parts = rounded(ranked).into_iter().zip(&ranked.parts).map(|(points, part)| {
        let open = if part.low < part.high { " (offen)" } else { "" };
        format!("{} {}{open}", tenths(points), clean(&part.criterion))
    });
    parts.collect::<Vec<_>>().join(" + ")
}

fn stability(out: &mut String, answer: &Answer) {
    let _ = write!(
        out,
        "\n\n  So weit darf ein Gewicht wandern, ohne dass Platz 1 wechselt (die anderen bleiben im Verhältnis{})",
        at_the_middle(answer, "; offene Bewertungen in ihrer Mitte")
    );
    for line in &answer.stability {
        let _ = write!(
            out,
            "\n    {:<24} heute {:>7}, fest von {:>7} bis {:>7}",
            clean(&line.criterion),
            percent(line.weight),
            percent(line.low),
            percent(line.high)
        );
        for (word, who) in [("darunter", &line.below), ("darüber", &line.above)] {
            if let Some(who) = who {
                let _ = write!(out, "; {word}: {}", clean(who));
            }
        }
        if line.top.k > 1 {
            let (low, high) = (percent(line.top.low), percent(line.top.high));
            let _ = write!(out, "; die ersten {} bleiben von {low} bis {high}", line.top.k);
        }
    }
}

/// What is said where ranks and choices rest on the middle of open assessments.
fn at_the_middle(answer: &Answer, words: &'static str) -> &'static str {
    if answer.ranking.iter().all(|ranked| ranked.is_exact) { "" } else { words }
}

fn acceptability(out: &mut String, answer: &Answer) {
    let _ = write!(
        out,
        "\n\n  Wenn niemand die Gewichte festlegt ({} zufällige Gewichtungen, Reihe {}, auf ± {})",
        count(answer.draws),
        answer.seed,
        percent(answer.precision)
    );
    for item in answer.smaa.iter().take(MOST_ITEMS) {
        let first = item.rank_probability.first().copied().unwrap_or_default();
        let _ = write!(out, "\n    {:<24} Platz 1: {:>7}", clean(&item.id), percent(first));
        if answer.smaa.len() > 3 {
            let first_three: f64 = item.rank_probability.iter().take(3).sum();
            let _ = write!(out, ", unter den ersten drei: {:>7}", percent(first_three));
        }
    }
    more(out, answer.smaa.len());
}

fn dominance(out: &mut String, answer: &Answer) {
    if answer.dominance.is_empty() {
        return;
    }
    let _ = write!(out, "\n\n  In allem übertroffen, bei jeder Gewichtung");
    for dominated in answer.dominance.iter().take(MOST_ITEMS) {
        let _ = write!(out, "\n    {} von {}", clean(&dominated.id), clean(&dominated.by.join(", ")));
    }
    more(out, answer.dominance.len());
}

fn portfolio(out: &mut String, answer: &Answer) {
    let Some(chosen) = &answer.portfolio else {
        let _ = write!(
            out,
            "\n\n  Auswahl: keine, die alle Mindestzahlen erfüllt. Senken Sie eine, oder erhöhen Sie das Budget."
        );
        return;
    };
    let names = if chosen.chosen.is_empty() { "nichts".to_owned() } else { clean(&chosen.chosen.join(", ")) };
    let _ = write!(
        out,
        "\n\n  Auswahl mit dem größten Nutzen{}{}\n    {names}\n    {} Punkte, {}, {} VZÄ",
        proof(chosen),
        at_the_middle(answer, ", offene Bewertungen in ihrer Mitte gerechnet"),
        number(chosen.value),
        money(chosen.cost_eur),
        posts(chosen.fte, Language::German)
    );
    for period in &chosen.periods {
        let of =
            |limit: Option<String>| limit.map_or_else(|| " (ohne Grenze)".to_owned(), |limit| format!(" von {limit}"));
        let _ = write!(
            out,
            "\n      {}: {}{}, {}{} VZÄ",
            clean(&period.id),
            money(period.cost_eur),
            of(period.budget_eur.map(money)),
            posts(period.fte, Language::German),
            of(period.fte_available.map(|fte| posts(fte, Language::German)))
        );
    }
    if let Some(next) = &answer.next_step {
        let _ = write!(
            out,
            "\n    Der nächste Schritt: {} mehr bringen {} Punkte",
            money(next.more_eur),
            number(next.gain)
        );
        for (word, ids) in [("dazu", &next.added), ("dafür nicht mehr", &next.dropped)] {
            if !ids.is_empty() {
                let _ = write!(out, "; {word}: {}", clean(&ids.join(", ")));
            }
        }
        if !next.optimal {
            out.push_str(" (vielleicht geht es auch für weniger)");
        }
    }
    if !answer.core.is_empty() {
        let which = if answer.efficient_complete {
            "alle, die es gibt"
        } else {
            "in Schritten des Budgets, dazwischen mag es mehr geben"
        };
        let _ = write!(out, "\n    Beste Auswahlen für ihr Geld: {} ({which})", count(answer.efficient.len()));
    }
    for (word, core) in [("immer", Core::All), ("manchmal", Core::Some), ("nie", Core::None)] {
        let ids: Vec<&str> = answer.core.iter().filter(|line| line.core == core).map(|line| line.id.as_str()).collect();
        if !ids.is_empty() {
            let _ =
                write!(out, "\n    Bei halbem bis anderthalbfachem Budget {word} dabei: {}", clean(&ids.join(", ")));
        }
    }
}

fn proof(chosen: &Chosen) -> String {
    if chosen.optimal {
        return " (bewiesen: keine ist besser)".to_owned();
    }
    format!(" (keine ist um mehr als {} besser; weiter wurde nicht gesucht)", percent(chosen.gap))
}

fn agreement(out: &mut String, answer: &Answer) {
    let Some(agreement) = &answer.agreement else { return };
    let _ = write!(out, "\n\n  Einigkeit der Mitglieder");
    if let Some(w) = agreement.kendall_w {
        let _ = write!(out, ": Kendalls W = {} (1: alle gleich, 0: keine)", format!("{w:.2}").replace('.', ","));
    }
    for member in &agreement.members {
        let differs = member.differs.iter().take(MOST_DIFFERENCES).map(|difference| {
            let word = if difference.difference > 0.0 { "mehr" } else { "weniger" };
            format!("{} {} {word}", clean(&difference.criterion), percent(difference.difference.abs()))
        });
        let differs = differs.collect::<Vec<_>>().join(", ");
        let differs = if differs.is_empty() { "wie alle zusammen".to_owned() } else { differs };
        let _ = write!(out, "\n    {:<24} {differs}", clean(&member.id));
    }
}

fn more(out: &mut String, all: usize) {
    if let Some(hidden) = all.checked_sub(MOST_ITEMS).filter(|hidden| *hidden > 0) {
        let _ = write!(out, "\n    … und {} weitere (alle mit --json)", count(hidden));
    }
}

fn number(value: f64) -> String {
    points(value, Language::German)
}

fn money(value: f64) -> String {
    euros(value, Language::German)
}

fn tenths(tenths: i64) -> String {
    pictures::tenths(tenths, Language::German)
}

fn count(number: usize) -> String {
    pictures::count(number, Language::German)
}

fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0).replace('.', ",")
}

/// Signs that steer a terminal are somebody else's and not shown.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
