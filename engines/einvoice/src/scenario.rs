//! Which specification a document claims (BT-24), and what the official configuration makes of the rules' levels there.
//!
//! Source: validator configuration XRechnung 2026-01-31 (as of 2026-04-02) of the Koordinierungsstelle für IT-Standards.

use crate::{
    rules::{Level, Rule, RuleSetName},
    tree::{Document, Node, cbc, cn, ram, rsm, ubl},
};

/// How an invoice is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    UblInvoice,
    #[serde(rename = "ubl-creditnote")]
    UblCreditNote,
    Cii,
}

impl Syntax {
    /// By the document's element; `None` if it is no invoice.
    pub fn of(document: &Document<'_>) -> Option<Self> {
        match document.root().name() {
            ubl::Invoice => Some(Self::UblInvoice),
            cn::CreditNote => Some(Self::UblCreditNote),
            rsm::CrossIndustryInvoice => Some(Self::Cii),
            _ => None,
        }
    }

    /// As it stands in a verdict.
    pub fn name(self) -> &'static str {
        match self {
            Self::UblInvoice => "ubl-invoice",
            Self::UblCreditNote => "ubl-creditnote",
            Self::Cii => "cii",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::UblInvoice => "UBL 2.1 Invoice",
            Self::UblCreditNote => "UBL 2.1 CreditNote",
            Self::Cii => "UN/CEFACT CII D16B",
        }
    }

    pub fn is_ubl(self) -> bool {
        self != Self::Cii
    }
}

/// Which specification the document is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Specification {
    /// EN 16931 alone.
    En16931,
    /// XRechnung 3.0.
    XRechnung,
    /// XRechnung 3.0 with its extension.
    Extension,
    /// XRechnung 3.0 for clean vehicles (CVD 0.9).
    Cvd,
}

const CORE: &str = "urn:cen.eu:en16931:2017";
const XRECHNUNG: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
const EXTENSION: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
const CVD: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9";

impl Specification {
    pub const ALL: [Self; 4] = [Self::XRechnung, Self::Extension, Self::Cvd, Self::En16931];

    /// Its identifier in BT-24.
    pub fn identifier(self) -> &'static str {
        match self {
            Self::En16931 => CORE,
            Self::XRechnung => XRECHNUNG,
            Self::Extension => EXTENSION,
            Self::Cvd => CVD,
        }
    }

    /// Name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::En16931 => "en16931",
            Self::XRechnung => "xrechnung",
            Self::Extension => "extension",
            Self::Cvd => "cvd",
        }
    }

    pub fn by_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|specification| specification.key() == key)
    }
}

/// A scenario of the configuration: a specification in a syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scenario {
    pub specification: Specification,
    pub syntax: Syntax,
}

impl Scenario {
    /// The one scenario that the document's own identifier names. None if it names none or several, and for the
    /// extension in a credit note, which the configuration does not know.
    pub fn of(document: &Document<'_>, syntax: Syntax) -> Option<Self> {
        let mut found = Specification::ALL
            .into_iter()
            .filter(|specification| !(*specification == Specification::Extension && syntax == Syntax::UblCreditNote))
            .filter(|specification| names(document, syntax, *specification));
        let specification = found.next()?;
        if found.next().is_some() { None } else { Some(Self { specification, syntax }) }
    }

    /// As the configuration names it.
    pub fn name(self) -> &'static str {
        match (self.specification, self.syntax) {
            (Specification::En16931, Syntax::UblInvoice) => "EN16931 (UBL Invoice)",
            (Specification::En16931, Syntax::UblCreditNote) => "EN16931 (UBL CreditNote)",
            (Specification::En16931, Syntax::Cii) => "EN16931 (CII)",
            (Specification::XRechnung, Syntax::UblInvoice) => "EN16931 XRechnung (UBL Invoice)",
            (Specification::XRechnung, Syntax::UblCreditNote) => "EN16931 XRechnung (UBL CreditNote)",
            (Specification::XRechnung, Syntax::Cii) => "EN16931 XRechnung (CII)",
            (Specification::Extension, Syntax::UblInvoice) => "EN16931 XRechnung Extension (UBL Invoice)",
            (Specification::Extension, Syntax::UblCreditNote) => "EN16931 XRechnung Extension (UBL CreditNote)",
            (Specification::Extension, Syntax::Cii) => "EN16931 XRechnung Extension (CII)",
            (Specification::Cvd, Syntax::UblInvoice) => "EN16931 XRechnung CVD (UBL Invoice)",
            (Specification::Cvd, Syntax::UblCreditNote) => "EN16931 XRechnung CVD (UBL CreditNote)",
            (Specification::Cvd, Syntax::Cii) => "EN16931 XRechnung CVD (CII)",
        }
    }

    /// Whether the rules of this set count in the scenario.
    pub fn applies(self, set: RuleSetName) -> bool {
        set == RuleSetName::En16931 || self.specification != Specification::En16931
    }

    /// The level a rule has in this scenario; `raw` is the level in the rule set.
    pub fn level(self, rule: Rule, raw: Level) -> Level {
        use Level::{Fatal, Information, Warning};
        use Specification::{Cvd, En16931, Extension, XRechnung};
        match (self.specification, self.syntax, rule.id()) {
            (En16931, _, _) => raw,
            (_, _, "BR-CL-23") | (XRechnung | Cvd, _, "BR-CL-21") => Warning,
            (Extension, _, "BR-CL-10" | "BR-CL-11" | "BR-CL-21" | "BR-CL-24" | "BR-CL-25" | "BR-CL-26")
            | (Extension, Syntax::UblInvoice, "BR-CO-16" | "UBL-CR-470" | "UBL-CR-646")
            | (Cvd, _, "BR-CL-13") => Information,
            (XRechnung, Syntax::UblInvoice, "UBL-CR-646")
            | (Cvd, Syntax::UblInvoice | Syntax::UblCreditNote, "UBL-CR-646")
            | (_, Syntax::Cii, "CII-SR-452" | "CII-SR-453" | "CII-SR-454") => Fatal,
            _ => raw,
        }
    }
}

/// BT-24 as it stands in the document.
pub fn specification_identifiers<'d>(document: &'d Document<'_>, syntax: Syntax) -> Vec<Node<'d>> {
    let root = document.node(0);
    if syntax.is_ubl() {
        return root.all(cbc::CustomizationID).collect();
    }
    root.at([rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID]).collect()
}

fn names(document: &Document<'_>, syntax: Syntax, specification: Specification) -> bool {
    let wanted = specification.identifier();
    // The configuration looks at the whole string in XRechnung's UBL invoices and at single texts elsewhere.
    let whole = syntax == Syntax::UblInvoice && specification != Specification::En16931;
    specification_identifiers(document, syntax)
        .into_iter()
        .any(|node| if whole { node.string() == wanted } else { node.texts().any(|text| text == wanted) })
}
