//! The useful choices of a half.

use std::collections::BTreeMap;

use super::sides::SIDES;

/// One project, as it is added.
pub(super) struct Step<const M: usize> {
    pub gain: i64,
    pub amounts: [i64; M],
    /// Side by side, left out and chosen.
    pub losses: [[f64; 2]; SIDES],
    /// Links it stands in.
    pub rows: Vec<(usize, i64)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<const M: usize> {
    pub gain: i64,
    /// What it takes, at least what can never be overdrawn any more.
    pub amounts: [i64; M],
    /// How much it may still lose on each side before nothing better can come of it.
    pub slack: [f64; SIDES],
    /// Which projects, in the order in which they were added.
    pub bits: u64,
}

impl<const M: usize> Choice<M> {
    fn promise(&self) -> f64 {
        self.slack.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// For each link that is still open what it comes to, where that is not 0.
pub(super) type Key = Vec<(usize, i64)>;

pub(super) struct Half<const M: usize> {
    /// Choices that leave the same links open can be compared.
    pub groups: BTreeMap<Key, Vec<Choice<M>>>,
    /// Places in the order, as they were added.
    pub steps: Vec<usize>,
    rooms: [i64; M],
    /// What all that is not in this half could still add, at least and at most.
    rest: [(i64, i64); M],
    row_rooms: Vec<i64>,
    row_rest: Vec<(i64, i64)>,
    /// How many projects stand in a link and not in this half.
    row_waiting: Vec<usize>,
}

/// About so many nanoseconds a choice takes when a project is added.
pub(super) const WORK_OF_CHOICE: u64 = 100;
/// With more than two limits a choice is compared with so many others.
const CHAMPIONS: usize = 12;

impl<const M: usize> Half<M> {
    pub fn new(all: &[Step<M>], rooms: [i64; M], row_rooms: &[i64], slack: [f64; SIDES]) -> Self {
        let nothing = Choice { gain: 0, amounts: [0; M], slack, bits: 0 };
        let mut half = Self {
            groups: BTreeMap::from([(Vec::new(), vec![nothing])]),
            steps: Vec::new(),
            rooms,
            rest: [(0, 0); M],
            row_rooms: row_rooms.to_vec(),
            row_rest: vec![(0, 0); row_rooms.len()],
            row_waiting: vec![0; row_rooms.len()],
        };
        for step in all {
            for (rest, amount) in half.rest.iter_mut().zip(&step.amounts) {
                *rest = (rest.0 + amount.min(&0), rest.1 + amount.max(&0));
            }
            for (row, factor) in &step.rows {
                let rest = &mut half.row_rest[*row];
                *rest = (rest.0 + factor.min(&0), rest.1 + factor.max(&0));
                half.row_waiting[*row] += 1;
            }
        }
        half
    }

    pub fn size(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    /// Adds a project to each choice, and leaves it out.
    pub fn add(&mut self, step: &Step<M>, place: usize, work: &mut u64) {
        let bit = 1_u64 << self.steps.len();
        self.steps.push(place);
        for (rest, amount) in self.rest.iter_mut().zip(&step.amounts) {
            *rest = (rest.0 - amount.min(&0), rest.1 - amount.max(&0));
        }
        for (row, factor) in &step.rows {
            let rest = &mut self.row_rest[*row];
            *rest = (rest.0 - factor.min(&0), rest.1 - factor.max(&0));
            self.row_waiting[*row] -= 1;
        }
        // Where there are more limits, a choice is compared with many others.
        let each = if M > 2 { 3 * WORK_OF_CHOICE } else { WORK_OF_CHOICE };
        *work = work.saturating_sub(each * u64::try_from(2 * self.size() + 20).unwrap_or(u64::MAX));
        let mut groups: BTreeMap<Key, Vec<Choice<M>>> = BTreeMap::new();
        for (key, choices) in std::mem::take(&mut self.groups) {
            for is_chosen in [false, true] {
                let Some(key) = self.key(&key, step, is_chosen) else { continue };
                let more = choices.iter().filter_map(|choice| self.with(choice, step, is_chosen, bit)).collect();
                let group = groups.entry(key).or_default();
                *group = merged(std::mem::take(group), more);
            }
        }
        for choices in groups.values_mut() {
            keep_best(choices);
        }
        groups.retain(|_, choices| !choices.is_empty());
        self.groups = groups;
    }

    /// What links come to afterwards; `None` where one cannot hold.
    fn key(&self, before: &Key, step: &Step<M>, is_chosen: bool) -> Option<Key> {
        let mut key = before.clone();
        for (row, factor) in &step.rows {
            let place = key.iter().position(|(known, _)| known == row);
            let comes_to = place.map_or(0, |place| key.swap_remove(place).1) + if is_chosen { *factor } else { 0 };
            let (least, most) = self.row_rest[*row];
            if comes_to + least > self.row_rooms[*row] {
                return None;
            }
            // Less is no better where it holds anyway.
            let comes_to = comes_to.max(self.row_rooms[*row] - most);
            if self.row_waiting[*row] > 0 && comes_to != 0 {
                key.push((*row, comes_to));
            }
        }
        key.sort_unstable();
        Some(key)
    }

    fn with(&self, choice: &Choice<M>, step: &Step<M>, is_chosen: bool, bit: u64) -> Option<Choice<M>> {
        let mut choice = *choice;
        if is_chosen {
            choice.gain += step.gain;
            choice.bits |= bit;
        }
        for place in 0..M {
            let taken = choice.amounts[place] + if is_chosen { step.amounts[place] } else { 0 };
            let (least, most) = self.rest[place];
            if taken + least > self.rooms[place] {
                return None;
            }
            choice.amounts[place] = taken.max(self.rooms[place] - most);
        }
        for (slack, losses) in choice.slack.iter_mut().zip(&step.losses) {
            *slack -= losses[usize::from(is_chosen)];
        }
        (choice.promise() >= 0.0).then_some(choice)
    }

    /// Gives up the least promising beyond a number; says the most they had to promise.
    pub fn narrow(&mut self, width: usize) -> f64 {
        let size = self.size();
        if size <= width {
            return f64::NEG_INFINITY;
        }
        let mut promises: Vec<f64> = self.groups.values().flatten().map(Choice::promise).collect();
        let (_, last, _) = promises.select_nth_unstable_by(width, |one, other| other.total_cmp(one));
        let last = *last;
        let above = promises[..width].iter().filter(|promise| **promise > last).count();
        let ties = promises.iter().filter(|promise| **promise >= last).count() - above;
        // Of those that promise as much as the last about so many as there is room for, by chance.
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of all"
        )]
        let part = ((width - above) as f64 / ties.max(1) as f64 * u64::MAX as f64) as u64;
        for choices in self.groups.values_mut() {
            choices.retain(|choice| {
                let promise = choice.promise();
                promise > last || (promise >= last && mixed(choice.bits) < part)
            });
        }
        self.groups.retain(|_, choices| !choices.is_empty());
        last
    }
}

/// Of equally promising choices some of each kind.
fn mixed(bits: u64) -> u64 {
    let mixed = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Two lists that rise in the first amount, as one.
fn merged<const M: usize>(one: Vec<Choice<M>>, other: Vec<Choice<M>>) -> Vec<Choice<M>> {
    if one.is_empty() {
        return other;
    }
    let mut merged = Vec::with_capacity(one.len() + other.len());
    let mut rest = other.as_slice();
    for choice in one {
        while let Some((first, after)) = rest.split_first().filter(|(first, _)| first.amounts[0] < choice.amounts[0]) {
            merged.push(*first);
            rest = after;
        }
        merged.push(choice);
    }
    merged.extend_from_slice(rest);
    merged
}

/// Drops what takes no less and gains no more than another. Equal ones: the first bits stay.
fn keep_best<const M: usize>(choices: &mut Vec<Choice<M>>) {
    for equal in choices.chunk_by_mut(|one, other| one.amounts[0] == other.amounts[0]) {
        if equal.len() > 1 {
            equal.sort_by(|one, other| {
                one.amounts.cmp(&other.amounts).then(other.gain.cmp(&one.gain)).then(one.bits.cmp(&other.bits))
            });
        }
    }
    match M {
        1 => {
            let mut most = i64::MIN;
            choices.retain(|choice| {
                let is_better = choice.gain > most;
                most = most.max(choice.gain);
                is_better
            });
        }
        2 => {
            let mut stairs = Stairs::default();
            choices.retain(|choice| stairs.climb(choice.amounts[1], choice.gain));
        }
        _ => {
            let mut champions: Vec<Choice<M>> = Vec::new();
            choices.retain(|choice| {
                let is_beaten = |by: &Choice<M>| {
                    by.gain >= choice.gain && by.amounts.iter().zip(&choice.amounts).all(|(one, other)| one <= other)
                };
                if champions.iter().any(is_beaten) {
                    return false;
                }
                if champions.len() < CHAMPIONS {
                    champions.push(*choice);
                } else if let Some(weakest) = champions.iter_mut().min_by_key(|champion| champion.gain)
                    && weakest.gain < choice.gain
                {
                    *weakest = *choice;
                }
                true
            });
        }
    }
}

/// Which gain there is for which second amount at least, among what takes no more of the first: both rise.
#[derive(Default)]
struct Stairs {
    /// As long as there are few, moving them is quicker than a tree.
    few: Vec<(i64, i64)>,
    many: BTreeMap<i64, i64>,
}

/// From so many steps on they stand in a tree.
const FEW_STEPS: usize = 512;

impl Stairs {
    /// Whether so much gain for so much is new; then it is a step, and those it beats are none.
    fn climb(&mut self, second: i64, gain: i64) -> bool {
        if !self.many.is_empty() {
            return self.climb_many(second, gain);
        }
        let place = self.few.partition_point(|step| step.0 <= second);
        if place > 0 && self.few[place - 1].1 >= gain {
            return false;
        }
        let begin = if place > 0 && self.few[place - 1].0 == second { place - 1 } else { place };
        let beaten = self.few[begin..].iter().take_while(|step| step.1 <= gain).count();
        self.few.splice(begin..begin + beaten, [(second, gain)]);
        if self.few.len() > FEW_STEPS {
            self.many = self.few.drain(..).collect();
        }
        true
    }

    fn climb_many(&mut self, second: i64, gain: i64) -> bool {
        if self.many.range(..=second).next_back().is_some_and(|(_, best)| *best >= gain) {
            return false;
        }
        while let Some((beaten, _)) = self.many.range(second..).next().filter(|(_, best)| **best <= gain) {
            let beaten = *beaten;
            self.many.remove(&beaten);
        }
        self.many.insert(second, gain);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stairs_know_what_is_new(steps in proptest::collection::vec((0_i64..3_000, 0_i64..3_000), 1..400), is_long: bool) {
            let mut stairs = Stairs::default();
            let mut known: Vec<(i64, i64)> = Vec::new();
            if is_long {
                // So many steps that they stand in a tree.
                for step in 0..600 {
                    stairs.climb(step * 5, step * 5 - 3_000);
                    known.push((step * 5, step * 5 - 3_000));
                }
                prop_assert!(!stairs.many.is_empty());
            }
            for (second, gain) in steps {
                let is_new = !known.iter().any(|(one, other)| *one <= second && *other >= gain);
                prop_assert_eq!(stairs.climb(second, gain), is_new);
                known.push((second, gain));
            }
        }
    }
}
