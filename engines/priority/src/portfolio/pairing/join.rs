//! The best pair of two halves that fits.

use super::choices::{Choice, Half, Key};

pub(super) struct Pair {
    /// The bits of either half.
    pub best: Option<(u64, u64)>,
    /// Whether not all pairs were looked at.
    pub is_cut_short: bool,
}

/// About so many nanoseconds a choice takes when it looks for its partner.
const WORK_OF_CHOICE: u64 = 150;

/// A pair that gains more than `least`, and of these the best; links in `crossing` go from one half to the other.
pub(super) fn best_pair<const M: usize>(
    front: &Half<M>,
    back: &Half<M>,
    rooms: &[i64; M],
    crossing: &[usize],
    row_rooms: &[i64],
    least: i64,
    work: &mut u64,
) -> Pair {
    let mut search = Search { rooms, least, best: None, is_cut_short: false, work };
    // All other rows hold where neither half comes to anything.
    let wanting: Vec<usize> = crossing.iter().copied().filter(|row| row_rooms[*row] < 0).collect();
    'all: for (one_key, one) in &front.groups {
        for (other_key, other) in &back.groups {
            let looked = (one_key.len() + 1) * (other_key.len() + 1) + wanting.len();
            search.take(20 + 3 * u64::try_from(looked).unwrap_or(u64::MAX / 4));
            if search.is_cut_short {
                break 'all;
            }
            let mut rows = one_key.iter().chain(other_key).map(|(row, _)| row).chain(&wanting);
            if rows.all(|row| at(one_key, *row) + at(other_key, *row) <= row_rooms[*row]) {
                search.pair(one, other);
            }
        }
    }
    Pair { best: search.best, is_cut_short: search.is_cut_short }
}

fn at(key: &Key, row: usize) -> i64 {
    key.iter().find(|(known, _)| *known == row).map_or(0, |(_, comes_to)| *comes_to)
}

struct Search<'a, const M: usize> {
    rooms: &'a [i64; M],
    least: i64,
    best: Option<(u64, u64)>,
    is_cut_short: bool,
    work: &'a mut u64,
}

impl<const M: usize> Search<'_, M> {
    fn take(&mut self, work: u64) {
        self.is_cut_short |= *self.work == 0;
        *self.work = self.work.saturating_sub(work);
    }

    fn offer(&mut self, gain: i64, one: u64, other: u64) {
        if gain > self.least {
            self.least = gain;
            self.best = Some((one, other));
        }
    }

    fn pair(&mut self, one: &[Choice<M>], other: &[Choice<M>]) {
        let most = |choices: &[Choice<M>]| choices.iter().map(|choice| choice.gain).max().unwrap_or(i64::MIN / 4);
        if self.is_cut_short || most(one) + most(other) <= self.least {
            return;
        }
        let count = u64::try_from(one.len() + other.len()).unwrap_or(u64::MAX);
        match M {
            1 => {
                self.take(count * 10);
                self.by_one(one, other);
            }
            2 => {
                self.take(count * WORK_OF_CHOICE);
                self.by_two(one, other);
            }
            _ => {
                self.take(count * WORK_OF_CHOICE);
                self.by_gain(one, other);
            }
        }
    }

    /// Both rise in what they take and in what they gain.
    fn by_one(&mut self, one: &[Choice<M>], other: &[Choice<M>]) {
        let mut partners = other.len();
        for choice in one {
            let room = self.rooms[0] - choice.amounts[0];
            while partners > 0 && other[partners - 1].amounts[0] > room {
                partners -= 1;
            }
            let Some(partner) = other[..partners].last() else { break };
            self.offer(choice.gain + partner.gain, choice.bits, partner.bits);
        }
    }

    /// Down the first amount on the one side, up on the other; the best for each second amount in a tree of sums (Fenwick).
    fn by_two(&mut self, one: &[Choice<M>], other: &[Choice<M>]) {
        let mut seconds: Vec<i64> = other.iter().map(|choice| choice.amounts[1]).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let mut tree: Vec<(i64, u64)> = vec![(i64::MIN / 4, 0); seconds.len() + 1];
        let most = other.iter().map(|choice| choice.gain).max().unwrap_or_default();
        let mut partners = other.iter().peekable();
        for choice in one.iter().rev() {
            let room = self.rooms[0] - choice.amounts[0];
            while let Some(partner) = partners.next_if(|partner| partner.amounts[0] <= room) {
                let mut place = seconds.partition_point(|second| *second < partner.amounts[1]) + 1;
                while place < tree.len() {
                    if tree[place].0 < partner.gain {
                        tree[place] = (partner.gain, partner.bits);
                    }
                    place += place & place.wrapping_neg();
                }
            }
            if choice.gain + most <= self.least {
                continue;
            }
            let room = self.rooms[1] - choice.amounts[1];
            let mut place = seconds.partition_point(|second| *second <= room);
            let mut best = (i64::MIN / 4, 0);
            while place > 0 {
                if tree[place].0 > best.0 {
                    best = tree[place];
                }
                place &= place - 1;
            }
            self.offer(choice.gain + best.0, choice.bits, best.1);
        }
    }

    /// The best first; from where no partner gains enough, none does.
    fn by_gain(&mut self, one: &[Choice<M>], other: &[Choice<M>]) {
        let sorted = |choices: &[Choice<M>]| {
            let mut sorted = choices.to_vec();
            sorted.sort_by(|one, other| other.gain.cmp(&one.gain).then(one.bits.cmp(&other.bits)));
            sorted
        };
        let (one, other) = (sorted(one), sorted(other));
        for choice in &one {
            let mut looked = 0;
            for partner in other.iter().take_while(|partner| choice.gain + partner.gain > self.least) {
                looked += 1;
                let mut sums = choice.amounts.iter().zip(&partner.amounts).zip(self.rooms);
                if sums.all(|((one, other), room)| one + other <= *room) {
                    self.offer(choice.gain + partner.gain, choice.bits, partner.bits);
                    break;
                }
            }
            self.take(looked * 16);
            if self.is_cut_short {
                return;
            }
        }
    }
}
