//! Numbers that look random and are the same on every machine.
//!
//! SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014): integers alone, so that
//! a seed gives the same results wherever the program runs. Good for drawing weights, not for secrets.

/// A source of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// One stream among many: what is drawn for one name does not depend on which other names there are.
    pub(crate) fn new(seed: u64, names: &[&str]) -> Self {
        let mut state = mixed(seed.wrapping_add(STEP));
        for name in names {
            // FNV-1a, and a mark so that "ab","c" is not "a","bc".
            for byte in name.bytes().map(u64::from).chain([0x100]) {
                state = (state ^ byte).wrapping_mul(0x0000_0100_0000_01B3);
            }
            state = mixed(state);
        }
        Self { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mixed(self.state)
    }

    /// From 0 inclusive to 1 exclusive, all multiples of 2⁻⁵³ alike.
    pub(crate) fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let upper = (self.next() >> 11) as f64;
        upper / 9_007_199_254_740_992.0
    }

    /// Weights evenly from all that sum to 1 (Dirichlet with all parameters 1): the gaps between sorted points on a line.
    /// Without a logarithm, whose last digit differs between machines.
    pub(crate) fn weights(&mut self, weights: &mut [f64]) {
        let Some((last, points)) = weights.split_last_mut() else { return };
        points.fill_with(|| self.fraction());
        points.sort_unstable_by(f64::total_cmp);
        let mut before = 0.0;
        for point in points {
            let here = *point;
            *point = here - before;
            before = here;
        }
        *last = 1.0 - before;
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_paper() {
        // The first numbers of SplitMix64 from state 1234567, as other implementations list them.
        let mut random = Random { state: 1_234_567 };
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn weights_sum_to_one_and_are_even_on_average() {
        let mut random = Random::new(7, &["weights"]);
        let (mut weights, mut mean) = ([0.0; 4], [0.0; 4]);
        for _ in 0..20_000 {
            random.weights(&mut weights);
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(weights.iter().all(|weight| *weight >= 0.0));
            mean.iter_mut().zip(weights).for_each(|(mean, weight)| *mean += weight / 20_000.0);
        }
        assert!(mean.iter().all(|mean| (mean - 0.25).abs() < 0.01), "{mean:?}");
    }
}
