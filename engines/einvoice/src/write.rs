//! Writing an invoice as UBL 2.1 or UN/CEFACT CII D16B, as XRechnung 3.0 asks for.
//!
//! What the model holds is written, nothing is made up: whether the result is a valid invoice is said by the check, not
//! here. The same invoice gives the same bytes. What a syntax cannot hold is listed, never dropped in silence:
//!
//! | | UBL | CII |
//! |---|---|---|
//! | BG-DEX-01 sub lines, BG-DEX-09 third party payments | only in an invoice, not in a credit note | no |
//! | BT-83, BT-89, BT-90 different for several payment instructions | BT-90 only once | only once each |
//! | BT-9 in a credit note | only with payment instructions | yes |
//! | BG-16 without a payment means code | no | yes |
//! | BT-130, BT-150 without their quantity | no | no |
//! | BT-6 that is the same as BT-5 | yes | no |
//! | BT-82 of several payment instructions | only the first | yes |
//! | BG-19 of several payment instructions without a debited account | yes | only one |
//! | BG-3 more than once | yes | only the first |
//! | BT-148 without BT-147 | BT-147 is added | yes |
//! | BT-147 without BT-148 | yes | BT-148 is added |
//! | BG-23 without BT-110 | BT-110 is added | yes |
//! | BT-14 without BT-13 | BT-13 is written as `NA` | yes |
//! | BT-22 that begins like a subject code (`#ABC#`) without BT-21 | read as BT-21 | yes |
//! | BT-7 or BT-8 without a VAT breakdown | yes | no |

mod cii;
mod ubl;
mod xml;

use serde::Serialize;

use crate::{
    model::{Invoice, Line},
    number::Decimal,
};

/// BT-24 of an XRechnung 3.0.
pub const XRECHNUNG: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
/// BT-24 of an XRechnung 3.0 with the extension: sub lines, third party payments.
pub const XRECHNUNG_EXTENSION: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
/// BT-23 of an invoice in the Peppol network.
pub const PEPPOL_BILLING: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

/// An invoice as XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub xml: String,
    /// What the syntax cannot hold.
    pub losses: Vec<Loss>,
}

/// A term that was not written as it is in the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    pub term: &'static str,
    pub kind: LossKind,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    /// The syntax has no place for it.
    NoPlace,
    /// The syntax has one place, and there are several values; the first was written.
    OnlyOne,
    /// The syntax demands something that is missing; it was added.
    Completed,
    /// A reader will understand it differently.
    Ambiguous,
}

impl Loss {
    /// The loss as a German sentence.
    pub fn german(&self) -> String {
        let term = self.term;
        match self.kind {
            LossKind::NoPlace => format!("{term} kann in diesem Format nicht angegeben werden und fehlt."),
            LossKind::OnlyOne => {
                format!("{term} kann in diesem Format nur einmal stehen; geschrieben wurde die erste Angabe.")
            }
            LossKind::Completed => format!("{term} verlangt in diesem Format eine weitere Angabe; sie wurde ergänzt."),
            LossKind::Ambiguous => format!("{term} wird in diesem Format anders verstanden als gemeint."),
        }
    }

    /// The loss as an English sentence.
    pub fn english(&self) -> String {
        let term = self.term;
        match self.kind {
            LossKind::NoPlace => format!("{term} has no place in this syntax and is missing."),
            LossKind::OnlyOne => format!("{term} can stand only once in this syntax; the first was written."),
            LossKind::Completed => format!("{term} needs something else in this syntax; it was added."),
            LossKind::Ambiguous => format!("{term} is understood differently in this syntax."),
        }
    }
}

/// UBL: an `Invoice`, or a `CreditNote` where the type code (BT-3) says so.
pub fn to_ubl(invoice: &Invoice) -> Written {
    ubl::write(invoice)
}

/// CII.
pub fn to_cii(invoice: &Invoice) -> Written {
    cii::write(invoice)
}

/// An amount with at least two digits behind the point.
fn amount(value: &Decimal) -> String {
    let text = value.to_string();
    let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    match digits {
        0 => text + ".00",
        1 => text + "0",
        _ => text,
    }
}

/// Notes what was lost, each term once.
#[derive(Default)]
struct Losses(Vec<Loss>);

impl Losses {
    fn note(&mut self, term: &'static str, kind: LossKind) {
        let loss = Loss { term, kind };
        if !self.0.contains(&loss) {
            self.0.push(loss);
        }
    }

    /// A unit stands with its quantity.
    fn note_line(&mut self, line: &Line) {
        self.note_if(line.quantity.is_none() && line.unit.is_some(), "BT-130", LossKind::NoPlace);
        let price = &line.price;
        let is_unit_alone = price.base_quantity.is_none() && price.base_quantity_unit.is_some();
        self.note_if(is_unit_alone, "BT-150", LossKind::NoPlace);
    }

    fn note_if(&mut self, is_lost: bool, term: &'static str, kind: LossKind) {
        if is_lost {
            self.note(term, kind);
        }
    }
}
