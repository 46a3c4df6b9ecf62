//! The file a board hands in: criteria, items, money, staff. Every fault is named with its place; nothing is guessed.

mod needs;
mod reader;
mod references;
mod unknown;

use crate::{
    fault::{Fault, FaultKind, Faults},
    json::Node,
    members::Member,
    model::Model,
    portfolio::Problem,
};

/// How much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub bytes: usize,
    pub criteria: usize,
    pub items: usize,
    pub members: usize,
    pub periods: usize,
    /// Requirements and exclusions together.
    pub links: usize,
    /// Faults named at once.
    pub faults: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 4 << 20, criteria: 100, items: 1_000, members: 500, periods: 20, links: 20_000, faults: 50 }
    }
}

/// Everything that is asked.
#[derive(Clone, Debug)]
pub struct Task {
    pub model: Model,
    pub members: Vec<Member>,
    pub problem: Problem,
    /// In the order of the file; empty where money and posts are for the whole time.
    pub periods: Vec<Period>,
    pub seed: u64,
    /// How often weights are drawn; `None`: as the number of items allows.
    pub draws: Option<usize>,
    /// How many first places are looked at together.
    pub top: usize,
    /// What was noticed and does not hinder.
    pub notices: Vec<Notice>,
}

/// A time with money and posts of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub id: String,
    /// Places among the resources of the problem.
    pub money: usize,
    pub staff: usize,
}

/// What somebody should know about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// These names mean nothing here.
    UnknownFields { names: Vec<String> },
    /// Some values are open; ranks use the middle.
    OpenValues { items: usize },
    /// No limit is named, so there is none.
    NoLimit { name: String },
    /// These items say nothing about what they need of something that is limited, so they cannot be chosen.
    UnknownNeed { name: String, ids: Vec<String> },
    /// Their cost stands as one number, which falls due in the first period.
    DueFirst { period: String, items: usize },
    /// These items can never be chosen: what they require excludes itself.
    Impossible { ids: Vec<String> },
    /// Fractions of a cent were rounded to the nearest cent.
    RoundedMoney { items: usize },
    /// The weights are the median of the members'.
    JointWeights,
    /// No seed is named; this one was taken.
    Seed { seed: u64 },
}

impl Notice {
    /// In words for people.
    pub fn german(&self) -> String {
        match self {
            Self::UnknownFields { names } => format!(
                "Diese Angaben sind nicht bekannt und zählen nicht: {}. Vertippt? Namen stehen in „id“.",
                names.join(", ")
            ),
            Self::OpenValues { items } => format!(
                "Bei {items} Vorhaben sind Bewertungen offen (Bereich oder unbekannt). Ihre Punkte stehen als Spanne; geordnet, gewählt und „bewiesen“ wird mit deren Mitte."
            ),
            Self::NoLimit { name } => format!("{name} fehlt: Es wird ohne diese Grenze gerechnet."),
            Self::UnknownNeed { name, ids } => {
                format!("Ohne Angabe {name} und deshalb nicht wählbar: {}. Ergänzen Sie die Angabe.", ids.join(", "))
            }
            Self::DueFirst { period, items } => format!(
                "Bei {items} Vorhaben steht cost_eur als eine Zahl. Sie wird ganz in der ersten Periode fällig ({period})."
            ),
            Self::Impossible { ids } => {
                format!("Nie wählbar, weil sich Voraussetzungen ausschließen: {}.", ids.join(", "))
            }
            Self::RoundedMoney { items } => format!("Bei {items} Angaben wurden Bruchteile eines Cents gerundet."),
            Self::JointWeights => "Die Gewichte sind der Median der Mitglieder.".to_owned(),
            Self::Seed { seed } => format!("seed fehlt: Die Zufallsreihe {seed} wurde verwendet."),
        }
    }
}

/// Reads a task.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Task, Faults> {
    if bytes.len() > limits.bytes {
        return Err(Faults(vec![Fault::new("$", FaultKind::TooLong { most: limits.bytes })]));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let node: Node = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column, message) = (error.line(), error.column(), error.to_string());
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Faults(vec![Fault::new("$", FaultKind::NotJson { line, column, message })])
    })?;
    let mut reader = reader::Reader::new(*limits);
    let raw = reader.task(&node);
    let found = reader.into_faults();
    if !found.is_empty() {
        return Err(Faults(found));
    }
    let mut task = references::resolve(raw, limits)?;
    let names = unknown::names(&node);
    if !names.is_empty() {
        task.notices.insert(0, Notice::UnknownFields { names });
    }
    Ok(task)
}
