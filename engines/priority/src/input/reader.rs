//! From JSON to fields: kinds and ranges, not yet what names what.

use crate::{
    fault::{Expected, Fault, FaultKind, What},
    input::Limits,
    json::Node,
    model::{Assessment, SCALE},
    scale::Scale,
};

/// The longest id.
const LONGEST_ID: usize = 200;
/// The heaviest weight; only proportions count.
const HEAVIEST: f64 = 1e9;
/// Ten billion euros an item, a hundred thousand posts.
const MOST_EUROS: f64 = 1e10;
const MOST_POSTS: f64 = 1e5;
/// Budgets may be what all items together cost.
const MOST_BUDGET: f64 = 1e13;
const MOST_FACT: f64 = 1e12;
const MOST_DRAWS: i128 = 1_000_000;

/// The file as it stands.
#[derive(Debug, Default)]
pub(super) struct RawTask {
    pub criteria: Vec<RawCriterion>,
    pub items: Vec<RawItem>,
    pub members: Vec<RawMember>,
    pub minimums: Vec<(String, usize)>,
    pub periods: Vec<RawPeriod>,
    pub budget: Option<f64>,
    pub fte: Option<f64>,
    pub seed: Option<u64>,
    pub draws: Option<usize>,
    pub top: Option<usize>,
}

#[derive(Debug)]
pub(super) struct RawCriterion {
    pub place: String,
    pub id: String,
    pub weight: Option<f64>,
    pub scale: Option<Scale>,
}

#[derive(Debug)]
pub(super) struct RawItem {
    pub place: String,
    pub id: String,
    pub values: Vec<(String, RawValue)>,
    pub cost: RawNeed,
    pub fte: RawNeed,
    pub requires: Vec<String>,
    pub excludes: Vec<String>,
    pub group: Option<String>,
}

#[derive(Debug)]
pub(super) struct RawPeriod {
    pub place: String,
    pub id: String,
    pub budget: Option<f64>,
    pub fte: Option<f64>,
}

/// What an item takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RawNeed {
    Unknown,
    Number(f64),
    /// By the name of the period; `None` is unknown.
    PerPeriod(Vec<(String, Option<f64>)>),
}

#[derive(Clone, Debug)]
pub(super) enum RawValue {
    Unknown,
    Number(f64),
    Range(f64, f64),
    Name(String),
}

#[derive(Debug)]
pub(super) struct RawMember {
    pub place: String,
    pub id: String,
    pub weights: Vec<(String, f64)>,
}

pub(super) struct Reader {
    limits: Limits,
    faults: Vec<Fault>,
}

type Object = [(String, Node)];

impl Reader {
    pub fn new(limits: Limits) -> Self {
        Self { limits, faults: Vec::new() }
    }

    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    fn fault(&mut self, place: impl Into<String>, kind: FaultKind) {
        if self.faults.len() < self.limits.faults {
            self.faults.push(Fault::new(place, kind));
        }
    }

    pub fn task(&mut self, node: &Node) -> RawTask {
        let Some(object) = self.object(node, "$") else { return RawTask::default() };
        let limits = self.limits;
        RawTask {
            criteria: self.entries(object, What::Criterion, limits.criteria, Self::criterion),
            items: self.entries(object, What::Item, limits.items, Self::item),
            members: self.entries(object, What::Member, limits.members, Self::member),
            minimums: self.minimums(object),
            periods: self.entries(object, What::Period, limits.periods, Self::period),
            budget: self.optional_number(object, "", "budget_eur", MOST_BUDGET),
            fte: self.optional_number(object, "", "fte", MOST_POSTS * 1e3),
            seed: self.whole(object, "seed", u64::MAX.into()).and_then(|seed| u64::try_from(seed).ok()),
            draws: self.whole(object, "draws", MOST_DRAWS).and_then(|draws| usize::try_from(draws).ok()),
            top: self.whole(object, "top", 1_000_000).and_then(|top| usize::try_from(top).ok()),
        }
    }

    /// A list of objects; members may be missing.
    fn entries<T>(
        &mut self,
        object: &Object,
        what: What,
        most: usize,
        each: fn(&mut Self, &Object, String) -> Option<T>,
    ) -> Vec<T> {
        let name = match what {
            What::Criterion => "criteria",
            What::Item => "items",
            What::Period => "periods",
            What::Member | What::Group => "members",
        };
        let may_be_missing = matches!(what, What::Member | What::Period);
        let Some(node) = field(object, name) else {
            if !may_be_missing {
                self.fault(name, FaultKind::Missing);
            }
            return Vec::new();
        };
        let Node::List(list) = node else {
            self.fault(name, FaultKind::Kind { expected: Expected::List });
            return Vec::new();
        };
        if list.is_empty() && !may_be_missing {
            self.fault(name, FaultKind::None { what });
        }
        if list.len() > most {
            self.fault(name, FaultKind::TooMany { most });
            return Vec::new();
        }
        let mut entries = Vec::new();
        for (index, node) in list.iter().enumerate() {
            let place = format!("{name}[{index}]");
            let Some(object) = self.object(node, &place) else { continue };
            entries.extend(each(self, object, place));
        }
        entries
    }

    fn criterion(&mut self, object: &Object, place: String) -> Option<RawCriterion> {
        let id = self.id(object, &place);
        let weight = self.optional_number(object, &place, "weight", HEAVIEST);
        let scale = field(object, "scale").and_then(|node| self.scale(node, &format!("{place}.scale")));
        Some(RawCriterion { id: id?, weight, scale, place })
    }

    fn item(&mut self, object: &Object, place: String) -> Option<RawItem> {
        let id = self.id(object, &place);
        let item = RawItem {
            values: self.values(object, &place),
            cost: self.need(object, &place, "cost_eur", MOST_EUROS),
            fte: self.need(object, &place, "fte", MOST_POSTS),
            requires: self.ids(object, &place, "requires"),
            excludes: self.ids(object, &place, "excludes"),
            group: field(object, "group").and_then(|node| self.text(node, &format!("{place}.group"))),
            id: String::new(),
            place,
        };
        Some(RawItem { id: id?, ..item })
    }

    fn period(&mut self, object: &Object, place: String) -> Option<RawPeriod> {
        let id = self.id(object, &place);
        let budget = self.optional_number(object, &place, "budget_eur", MOST_BUDGET);
        let fte = self.optional_number(object, &place, "fte", MOST_POSTS * 1e3);
        Some(RawPeriod { id: id?, budget, fte, place })
    }

    /// A number, or one for each period.
    fn need(&mut self, object: &Object, place: &str, name: &str, most: f64) -> RawNeed {
        let Some(Node::Object(_)) = field(object, name) else {
            return self.optional_number(object, place, name, most).map_or(RawNeed::Unknown, RawNeed::Number);
        };
        let below = format!("{place}.{name}");
        let Some(periods) = field(object, name).and_then(|node| self.object(node, &below)) else {
            return RawNeed::Unknown;
        };
        let each =
            periods.iter().map(|(period, _)| (period.clone(), self.optional_number(periods, &below, period, most)));
        RawNeed::PerPeriod(each.collect())
    }

    fn member(&mut self, object: &Object, place: String) -> Option<RawMember> {
        let id = self.id(object, &place);
        let below = format!("{place}.weights");
        let mut weights = Vec::new();
        match field(object, "weights") {
            None => self.fault(below, FaultKind::Missing),
            Some(node) => {
                for (name, node) in self.object(node, &below)? {
                    let place = format!("{below}.{name}");
                    weights.extend(self.number(node, &place, 0.0, HEAVIEST).map(|weight| (name.clone(), weight)));
                }
            }
        }
        Some(RawMember { id: id?, weights, place })
    }

    fn values(&mut self, object: &Object, place: &str) -> Vec<(String, RawValue)> {
        let below = format!("{place}.values");
        let Some(node) = field(object, "values") else {
            self.fault(below, FaultKind::Missing);
            return Vec::new();
        };
        let Some(object) = self.object(node, &below) else { return Vec::new() };
        let mut values = Vec::new();
        for (name, node) in object {
            let place = format!("{below}.{name}");
            values.extend(self.value(node, &place).map(|value| (name.clone(), value)));
        }
        values
    }

    fn value(&mut self, node: &Node, place: &str) -> Option<RawValue> {
        match node {
            Node::Null => Some(RawValue::Unknown),
            Node::Text(text) => Some(RawValue::Name(text.clone())),
            Node::List(list) => {
                let [low, high] = list.as_slice() else {
                    self.fault(place, FaultKind::Kind { expected: Expected::Interval });
                    return None;
                };
                let low = self.number(low, &format!("{place}[0]"), -MOST_FACT, MOST_FACT);
                let high = self.number(high, &format!("{place}[1]"), -MOST_FACT, MOST_FACT);
                let (low, high) = (low?, high?);
                if low > high {
                    self.fault(place, FaultKind::LowAboveHigh { low, high });
                    return None;
                }
                Some(RawValue::Range(low, high))
            }
            Node::Whole(_) | Node::Fraction(_) => self.number(node, place, -MOST_FACT, MOST_FACT).map(RawValue::Number),
            Node::Flag | Node::Object(_) => {
                self.fault(place, FaultKind::Kind { expected: Expected::Assessment });
                None
            }
        }
    }

    fn scale(&mut self, node: &Node, place: &str) -> Option<Scale> {
        let object = self.object(node, place)?;
        let [(name, node)] = object else {
            self.fault(place, FaultKind::Kind { expected: Expected::Scale });
            return None;
        };
        let below = format!("{place}.{name}");
        let scale = match name.as_str() {
            "linear" => {
                let ends = self.object(node, &below)?;
                let worst = self.needed_number(ends, &below, "worst");
                let best = self.needed_number(ends, &below, "best");
                Scale::Linear { worst: worst?, best: best? }
            }
            "piecewise" => Scale::Piecewise(self.points(node, &below)?),
            "categories" => {
                let mut names = Vec::new();
                for (name, node) in self.object(node, &below)? {
                    let value = self.number(node, &format!("{below}.{name}"), 0.0, SCALE)?;
                    names.push((name.clone(), value));
                }
                Scale::Categories(names)
            }
            _ => {
                self.fault(place, FaultKind::Kind { expected: Expected::Scale });
                return None;
            }
        };
        if let Some(message) = scale.trouble() {
            self.fault(below, FaultKind::BadScale { message });
            return None;
        }
        Some(scale)
    }

    fn points(&mut self, node: &Node, place: &str) -> Option<Vec<(f64, f64)>> {
        let Node::List(list) = node else {
            self.fault(place, FaultKind::Kind { expected: Expected::List });
            return None;
        };
        let mut points = Vec::new();
        for (index, node) in list.iter().enumerate() {
            let place = format!("{place}[{index}]");
            let pair = if let Node::List(pair) = node { pair.as_slice() } else { &[] };
            let [fact, value] = pair else {
                self.fault(place, FaultKind::Kind { expected: Expected::Interval });
                return None;
            };
            let fact = self.number(fact, &format!("{place}[0]"), -MOST_FACT, MOST_FACT)?;
            points.push((fact, self.number(value, &format!("{place}[1]"), 0.0, SCALE)?));
        }
        Some(points)
    }

    fn minimums(&mut self, object: &Object) -> Vec<(String, usize)> {
        let Some(node) = field(object, "minimum_per_group") else { return Vec::new() };
        let Some(object) = self.object(node, "minimum_per_group") else { return Vec::new() };
        let mut minimums = Vec::new();
        for (name, _) in object {
            let most = i128::try_from(self.limits.items).unwrap_or_default();
            let count = self.whole_at(object, &format!("minimum_per_group.{name}"), name, most);
            minimums.extend(count.and_then(|count| usize::try_from(count).ok()).map(|count| (name.clone(), count)));
        }
        minimums
    }

    // ---- Single values ----

    fn object<'a>(&mut self, node: &'a Node, place: &str) -> Option<&'a Object> {
        let Node::Object(object) = node else {
            self.fault(place, FaultKind::Kind { expected: Expected::Object });
            return None;
        };
        let mut names: Vec<&str> = object.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            self.fault(place, FaultKind::TwiceNamed { key: pair[0].to_owned() });
        }
        Some(object)
    }

    fn id(&mut self, object: &Object, place: &str) -> Option<String> {
        let place = format!("{place}.id");
        let Some(node) = field(object, "id") else {
            self.fault(place, FaultKind::Missing);
            return None;
        };
        let id = self.text(node, &place)?;
        if id.trim().is_empty() {
            self.fault(place, FaultKind::EmptyId);
            return None;
        }
        if id.len() > LONGEST_ID {
            self.fault(place, FaultKind::LongId { most: LONGEST_ID });
            return None;
        }
        Some(id)
    }

    fn ids(&mut self, object: &Object, place: &str, name: &str) -> Vec<String> {
        let place = format!("{place}.{name}");
        let list = match field(object, name) {
            None => return Vec::new(),
            Some(Node::List(list)) => list,
            Some(_) => {
                self.fault(place, FaultKind::Kind { expected: Expected::List });
                return Vec::new();
            }
        };
        let mut ids = Vec::new();
        for (index, node) in list.iter().enumerate() {
            // Each keeps its place in the list, so that a later fault names the right one.
            ids.push(self.text(node, &format!("{place}[{index}]")).unwrap_or_default());
        }
        ids
    }

    fn text(&mut self, node: &Node, place: &str) -> Option<String> {
        let Node::Text(text) = node else {
            self.fault(place, FaultKind::Kind { expected: Expected::Text });
            return None;
        };
        Some(text.clone())
    }

    fn number(&mut self, node: &Node, place: &str, low: f64, high: f64) -> Option<f64> {
        let Some(found) = node.number() else {
            self.fault(place, FaultKind::Kind { expected: Expected::Number });
            return None;
        };
        if !(low..=high).contains(&found) {
            self.fault(place, FaultKind::OutOfRange { low, high, found });
            return None;
        }
        Some(found)
    }

    fn needed_number(&mut self, object: &Object, place: &str, name: &str) -> Option<f64> {
        let place = format!("{place}.{name}");
        if let Some(node) = field(object, name) {
            return self.number(node, &place, -MOST_FACT, MOST_FACT);
        }
        self.fault(place, FaultKind::Missing);
        None
    }

    /// From 0; missing and null are alike.
    fn optional_number(&mut self, object: &Object, place: &str, name: &str, most: f64) -> Option<f64> {
        let place = if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        field(object, name).and_then(|node| self.number(node, &place, 0.0, most))
    }

    fn whole(&mut self, object: &Object, name: &str, most: i128) -> Option<i128> {
        self.whole_at(object, name, name, most)
    }

    fn whole_at(&mut self, object: &Object, place: &str, name: &str, most: i128) -> Option<i128> {
        let node = field(object, name)?;
        let Node::Whole(number) = *node else {
            self.fault(place, FaultKind::Kind { expected: Expected::WholeNumber });
            return None;
        };
        if !(0..=most).contains(&number) {
            #[expect(clippy::cast_precision_loss, reason = "only shown")]
            self.fault(place, FaultKind::OutOfRange { low: 0.0, high: most as f64, found: number as f64 });
            return None;
        }
        Some(number)
    }
}

/// A field that says something: `null` is as good as nothing.
fn field<'a>(object: &'a Object, name: &str) -> Option<&'a Node> {
    object.iter().find(|(key, _)| key == name).map(|(_, node)| node).filter(|node| **node != Node::Null)
}

impl RawValue {
    /// As a value from 0 to 100; facts by the scale of their criterion.
    pub fn assessment(&self, scale: Option<&Scale>) -> Result<Assessment, FaultKind> {
        let within = |found: f64| {
            let is_within = (0.0..=SCALE).contains(&found);
            if is_within { Ok(found) } else { Err(FaultKind::OutOfRange { low: 0.0, high: SCALE, found }) }
        };
        let needs_name = || FaultKind::Kind { expected: Expected::Text };
        match (self, scale) {
            (Self::Unknown, _) => Ok(Assessment::Unknown),
            (Self::Number(number), None) => within(*number).map(Assessment::Known),
            (Self::Number(number), Some(scale)) => scale.value(*number).map(Assessment::Known).ok_or_else(needs_name),
            (Self::Range(low, high), None) => Ok(Assessment::Between(within(*low)?, within(*high)?)),
            (Self::Range(low, high), Some(scale)) => scale.range(*low, *high).ok_or_else(needs_name),
            (Self::Name(text), Some(scale @ Scale::Categories(_))) => (scale.category(text).map(Assessment::Known))
                .ok_or_else(|| FaultKind::UnknownCategory { text: text.clone() }),
            (Self::Name(text), _) => Err(FaultKind::NoScale { text: text.clone() }),
        }
    }
}
