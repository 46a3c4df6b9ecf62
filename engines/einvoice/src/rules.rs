//! The rules by name: their levels, business terms and texts, from the tables in `data/rules`.

/// How grave it is that a rule does not hold, as the rule set itself flags it. A scenario may say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Information,
    Warning,
    Fatal,
}

/// Which rule set a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSetName {
    /// EN 16931 validation artefacts 1.3.16.
    En16931,
    /// XRechnung Schematron 2.5.0, with the rules it takes from PEPPOL BIS 3.0.20.
    XRechnung,
}

/// A rule: an index into the table of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule(pub u16);

/// What is known about a rule.
#[derive(Debug)]
pub struct RuleText {
    /// For example `BR-CO-10`.
    pub id: &'static str,
    /// Level in UBL; `None`: not a rule of UBL.
    pub ubl: Option<Level>,
    /// Level in CII; `None`: not a rule of CII.
    pub cii: Option<Level>,
    pub set: RuleSetName,
    /// Business terms it is about, separated by spaces: `BT-106 BT-131`.
    pub terms: &'static str,
    pub german: &'static str,
    pub english: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl Rule {
    /// What is known about it.
    pub fn text(self) -> &'static RuleText {
        &RULES[usize::from(self.0)]
    }

    /// For example `BR-CO-10`.
    pub fn id(self) -> &'static str {
        self.text().id
    }

    /// The rule with this id.
    pub fn find(id: &str) -> Option<Self> {
        RULES.iter().position(|rule| rule.id == id).and_then(|index| u16::try_from(index).ok()).map(Self)
    }

    /// All rules.
    pub fn every() -> impl Iterator<Item = Self> {
        (0..RULES.len()).filter_map(|index| u16::try_from(index).ok()).map(Self)
    }
}
