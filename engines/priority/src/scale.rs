//! Value functions: how a fact (kilometres, months, "hoch") becomes a value from 0 to 100.

use crate::model::{Assessment, SCALE};

/// How a fact becomes a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Scale {
    /// Straight from the worst fact (0) to the best (100); beyond both ends it stays.
    Linear { worst: f64, best: f64 },
    /// Straight between points (fact, value), facts rising; beyond the ends it stays.
    Piecewise(Vec<(f64, f64)>),
    /// A value for each name.
    Categories(Vec<(String, f64)>),
}

impl Scale {
    /// What makes the scale useless, in German and in English.
    pub fn trouble(&self) -> Option<&'static str> {
        match self {
            Self::Linear { worst, best } => {
                let is_good = worst.is_finite() && best.is_finite() && (best - worst).is_finite();
                (!is_good || (best - worst).abs() <= 0.0)
                    .then_some("worst und best müssen verschieden sein (worst and best must differ)")
            }
            Self::Piecewise(points) => {
                let rises = points.windows(2).all(|pair| pair[0].0 < pair[1].0 && (pair[1].0 - pair[0].0).is_finite());
                if points.len() < 2 || !rises {
                    Some("mindestens zwei Punkte mit steigenden Werten werden gebraucht (two rising points at least)")
                } else if points.iter().any(|point| !(0.0..=SCALE).contains(&point.1)) {
                    Some("die Werte müssen zwischen 0 und 100 liegen (values must be between 0 and 100)")
                } else {
                    None
                }
            }
            Self::Categories(names) => {
                let is_good = !names.is_empty() && names.iter().all(|name| (0.0..=SCALE).contains(&name.1));
                (!is_good).then_some("jede Kategorie braucht einen Wert von 0 bis 100 (a value from 0 to 100 each)")
            }
        }
    }

    /// The value of a fact; `None` for scales of categories.
    pub fn value(&self, fact: f64) -> Option<f64> {
        match self {
            Self::Linear { worst, best } => Some(((fact - worst) / (best - worst) * SCALE).clamp(0.0, SCALE)),
            Self::Piecewise(points) => Some(between(points, fact)),
            Self::Categories(_) => None,
        }
    }

    /// The value of a name; `None` if there is none of that name.
    pub fn category(&self, name: &str) -> Option<f64> {
        let Self::Categories(names) = self else { return None };
        names.iter().find(|known| known.0 == name).map(|known| known.1)
    }

    /// What a range of facts can be worth: also where the value rises and falls again inside.
    pub fn range(&self, low: f64, high: f64) -> Option<Assessment> {
        let mut values = vec![self.value(low)?, self.value(high)?];
        if let Self::Piecewise(points) = self {
            values.extend(points.iter().filter(|point| low < point.0 && point.0 < high).map(|point| point.1));
        }
        let least = values.iter().copied().fold(SCALE, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        Some(Assessment::Between(least, most))
    }
}

fn between(points: &[(f64, f64)], fact: f64) -> f64 {
    let Some(after) = points.iter().position(|point| fact < point.0) else {
        return points.last().map_or(0.0, |point| point.1);
    };
    let Some(before) = after.checked_sub(1) else { return points[0].1 };
    let ((from, low), (to, high)) = (points[before], points[after]);
    low + (high - low) * ((fact - from) / (to - from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_become_values() {
        let costs = Scale::Linear { worst: 10.0, best: 0.0 };
        assert_eq!(costs.value(2.5), Some(75.0));
        assert_eq!(costs.value(-3.0), Some(100.0));
        let bent = Scale::Piecewise(vec![(0.0, 0.0), (10.0, 80.0), (30.0, 20.0)]);
        assert_eq!(bent.value(5.0), Some(40.0));
        assert_eq!(bent.value(20.0), Some(50.0));
        assert_eq!(bent.value(99.0), Some(20.0));
        assert_eq!(bent.range(5.0, 20.0), Some(Assessment::Between(40.0, 80.0)));
        let names = Scale::Categories(vec![("hoch".to_owned(), 100.0)]);
        assert_eq!(names.category("hoch"), Some(100.0));
        assert_eq!(names.category("tief"), None);
        assert!(Scale::Linear { worst: 1.0, best: 1.0 }.trouble().is_some());
    }
}
