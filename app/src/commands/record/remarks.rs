//! What a converted message does not have as its source had it, said to people: what is the same is said once.

use std::collections::HashMap;

use lotse_xdomea::convert::{Remark, RemarkKind};

use crate::say_error;

/// So many different remarks are told of what is to do, and so many of the rest; of more it is said how many there are.
const MOST_TOLD: usize = 5_000;

/// Remarks as they come.
#[derive(Default)]
pub(super) struct Remarks {
    /// Each with how often it came.
    told: Vec<(Remark, u64)>,
    places: HashMap<(RemarkKind, String, String), usize>,
    told_to_do: usize,
    untold: u64,
    counts: HashMap<RemarkKind, u64>,
    to_do: u64,
    losses: u64,
}

impl Remarks {
    pub(super) fn add(&mut self, remark: Remark) {
        self.count(&remark);
        let key = (remark.kind, remark.path.clone(), remark.message.clone());
        if let Some(place) = self.places.get(&key) {
            self.told[*place].1 += 1;
            return;
        }
        let is_to_do = remark.is_to_do();
        let told = if is_to_do { self.told_to_do } else { self.told.len() - self.told_to_do };
        if told == MOST_TOLD {
            self.untold += 1;
            return;
        }
        self.told_to_do += usize::from(is_to_do);
        self.places.insert(key, self.told.len());
        self.told.push((remark, 1));
    }

    /// Counts one that is told elsewhere.
    pub(super) fn count(&mut self, remark: &Remark) {
        *self.counts.entry(remark.kind).or_default() += 1;
        self.to_do += u64::from(remark.is_to_do());
        self.losses += u64::from(remark.is_loss());
    }

    pub(super) fn number(&self, kind: RemarkKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    pub(super) fn number_to_do(&self) -> u64 {
        self.to_do
    }

    /// Everything the source says stands in the result.
    pub(super) fn is_whole(&self) -> bool {
        self.losses == 0
    }

    /// First what somebody has to look after.
    pub(super) fn say(&self) {
        let (first, others): (Vec<_>, Vec<_>) = self.told.iter().partition(|(remark, _)| remark.is_to_do());
        if !first.is_empty() {
            say_error("Das ist für Sie zu tun: prüfen, nachtragen oder dem Empfänger sagen.");
        }
        say_each(&first);
        if !first.is_empty() && !others.is_empty() {
            say_error("\nAußerdem:");
        }
        say_each(&others);
        if self.untold > 0 {
            say_error(&format!("… und {} weitere; alle nennt „lotse record convert --json“.", self.untold));
        }
    }
}

impl FromIterator<Remark> for Remarks {
    fn from_iter<I: IntoIterator<Item = Remark>>(remarks: I) -> Self {
        let mut all = Self::default();
        remarks.into_iter().for_each(|remark| all.add(remark));
        all
    }
}

fn say_each(told: &[&(Remark, u64)]) {
    for (remark, times) in told {
        say_error(&line(remark, *times));
    }
}

fn line(remark: &Remark, times: u64) -> String {
    let kind = match remark.kind {
        RemarkKind::LeftOut => "Weggelassen",
        RemarkKind::Added => "Ergänzt",
        RemarkKind::Changed => "Geändert",
        RemarkKind::Aside => "Hinweis: nicht übernommen",
    };
    let times = if times > 1 { format!(" ({times}-mal)") } else { String::new() };
    format!("{kind}: {}: {}{times}", remark.path, remark.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(message: &str) -> Remark {
        Remark { kind: RemarkKind::LeftOut, path: "/Akte/Betreff".to_owned(), message: message.to_owned() }
    }

    #[test]
    fn the_same_is_told_once_and_endless_remarks_are_counted() {
        let different = (0..MOST_TOLD + 3).map(|number| remark(&number.to_string()));
        let remarks: Remarks = [remark("a"), remark("a")].into_iter().chain(different).collect();
        assert_eq!((remarks.told.len(), remarks.untold, remarks.told[0].1), (MOST_TOLD, 4, 2));
        assert_eq!(remarks.number(RemarkKind::LeftOut), MOST_TOLD as u64 + 5);
        assert_eq!(line(&remarks.told[0].0, 2), "Weggelassen: /Akte/Betreff: a (2-mal)");
        assert!(!remarks.is_whole());
        // What is to do does not compete with the rest for its place.
        let mut remarks = remarks;
        remarks.add(remark("Tragen Sie sie ein."));
        assert_eq!((remarks.told.len(), remarks.number_to_do()), (MOST_TOLD + 1, 1));
    }
}
