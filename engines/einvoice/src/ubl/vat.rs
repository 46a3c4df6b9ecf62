//! What the VAT categories used in an invoice ask of the document: an entry in the breakdown, numbers of the parties.
//!
//! The nine categories have the same rules with small differences. The rules look at all categories of the document, each
//! in a slightly different way; so the categories are gone through once, and for each way of looking it is kept where
//! each code was met first, how often, and where an error would have stopped the search.

use super::{charges::is_charge, is_document, parties::Numbers, scheme::has_vat};
use crate::{
    rules::{Rule, rule},
    run::Run,
    tree::{Document, Name, Node, cac, cbc},
    xpath::{Abort, Outcome, and, any_is, normalized, not, or, string},
};

/// A VAT category and its rules, 01 to 10.
pub(super) struct Family {
    pub code: &'static str,
    pub rules: [Rule; 10],
    pub rate: Rate,
}

/// What rate a category allows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rate {
    Positive,
    NotNegative,
    Zero,
    None,
}

macro_rules! family {
    ($code:literal, $rate:ident, $($rule:ident)*) => {
        Family { code: $code, rules: [$(rule::$rule),*], rate: Rate::$rate }
    };
}

/// The codes have the same places as in [`code_of`].
pub(super) static FAMILIES: [Family; 9] = [
    family!("S", Positive, BR_S_01 BR_S_02 BR_S_03 BR_S_04 BR_S_05 BR_S_06 BR_S_07 BR_S_08 BR_S_09 BR_S_10),
    family!("Z", Zero, BR_Z_01 BR_Z_02 BR_Z_03 BR_Z_04 BR_Z_05 BR_Z_06 BR_Z_07 BR_Z_08 BR_Z_09 BR_Z_10),
    family!("E", Zero, BR_E_01 BR_E_02 BR_E_03 BR_E_04 BR_E_05 BR_E_06 BR_E_07 BR_E_08 BR_E_09 BR_E_10),
    family!("AE", Zero, BR_AE_01 BR_AE_02 BR_AE_03 BR_AE_04 BR_AE_05 BR_AE_06 BR_AE_07 BR_AE_08 BR_AE_09 BR_AE_10),
    family!("K", Zero, BR_IC_01 BR_IC_02 BR_IC_03 BR_IC_04 BR_IC_05 BR_IC_06 BR_IC_07 BR_IC_08 BR_IC_09 BR_IC_10),
    family!("G", Zero, BR_G_01 BR_G_02 BR_G_03 BR_G_04 BR_G_05 BR_G_06 BR_G_07 BR_G_08 BR_G_09 BR_G_10),
    family!("O", None, BR_O_01 BR_O_02 BR_O_03 BR_O_04 BR_O_05 BR_O_06 BR_O_07 BR_O_08 BR_O_09 BR_O_10),
    family!("L", NotNegative, BR_AF_01 BR_AF_02 BR_AF_03 BR_AF_04 BR_AF_05 BR_AF_06 BR_AF_07 BR_AF_08 BR_AF_09 BR_AF_10),
    family!("M", NotNegative, BR_AG_01 BR_AG_02 BR_AG_03 BR_AG_04 BR_AG_05 BR_AG_06 BR_AG_07 BR_AG_08 BR_AG_09 BR_AG_10),
];

/// Place of a code in [`FAMILIES`].
pub(super) fn code_of(code: &str) -> Option<usize> {
    Some(match code {
        "S" => S,
        "Z" => 1,
        "E" => 2,
        "AE" => AE,
        "K" => K,
        "G" => G,
        "O" => O,
        "L" => L,
        "M" => M,
        _ => return None,
    })
}

pub(super) const S: usize = 0;
const AE: usize = 3;
const K: usize = 4;
const G: usize = 5;
const O: usize = 6;
const L: usize = 7;
const M: usize = 8;
/// Not a code: whatever is not O.
const NOT_O: usize = 9;

const NOWHERE: u32 = u32::MAX;

/// One way of looking at the categories of a document.
#[derive(Default)]
struct View {
    seen: [Seen; 10],
    /// The first error that concerned all codes or one.
    code: Option<&'static str>,
}

#[derive(Clone, Copy)]
struct Seen {
    first: u32,
    count: u32,
    error: u32,
}

impl Default for Seen {
    fn default() -> Self {
        Self { first: NOWHERE, count: 0, error: NOWHERE }
    }
}

impl View {
    fn found(&mut self, code: usize, node: Node<'_>) {
        let seen = &mut self.seen[code];
        seen.first = seen.first.min(node.index());
        seen.count += 1;
    }

    fn failed(&mut self, codes: std::ops::Range<usize>, abort: &Abort, node: Node<'_>) {
        self.code.get_or_insert(abort.code);
        for seen in &mut self.seen[codes] {
            seen.error = seen.error.min(node.index());
        }
    }

    fn error<T>(&self, code: usize) -> Outcome<T> {
        Err(Abort { code: self.code.unwrap_or("XPTY0004"), node: self.seen[code].error })
    }

    /// `exists(…)`: stops at the first one.
    fn has(&self, code: usize) -> Outcome {
        let seen = &self.seen[code];
        match (seen.first, seen.error) {
            (NOWHERE, NOWHERE) => Ok(false),
            (first, error) if first < error => Ok(true),
            _ => self.error(code),
        }
    }

    /// `count(…)`: looks at all.
    fn count(&self, code: usize) -> Outcome<u32> {
        if self.seen[code].error == NOWHERE { Ok(self.seen[code].count) } else { self.error(code) }
    }
}

/// Three ways of looking at a set of category elements.
#[derive(Default)]
struct Set {
    /// `category[is VAT]/cbc:ID[normalize-space(.) = code]`
    identifiers: View,
    /// `category[normalize-space(cbc:ID) = code][is VAT]`
    of_vat: View,
    /// `category[normalize-space(cbc:ID) = code]`
    plain: View,
}

/// What is asked of one category element.
struct Category<'d> {
    node: Node<'d>,
    vat: Outcome,
    code: Outcome<Option<usize>>,
    is_o: bool,
}

impl<'d> Category<'d> {
    fn new(node: Node<'d>) -> Self {
        let text = normalized(node.all(cbc::ID));
        let is_o = text.as_deref() == Ok("O");
        Self { node, vat: has_vat(node), code: text.map(|text| code_of(&text)), is_o }
    }

    fn not_o(&self) -> Option<usize> {
        (!self.is_o).then_some(NOT_O)
    }
}

impl Set {
    fn add(&mut self, category: &Category<'_>) {
        let node = category.node;
        match &category.vat {
            Err(abort) => self.identifiers.failed(0..10, abort, node),
            Ok(true) => {
                for identifier in node.all(cbc::ID) {
                    if let Some(code) = code_of(&identifier.normalized()) {
                        self.identifiers.found(code, identifier);
                    }
                }
            }
            Ok(false) => {}
        }
        let code = match &category.code {
            Err(abort) => return self.fail(abort, node),
            Ok(code) => *code,
        };
        for code in code.into_iter().chain(category.not_o()) {
            self.plain.found(code, node);
            match &category.vat {
                Err(abort) => self.of_vat.failed(code..code + 1, abort, node),
                Ok(true) => self.of_vat.found(code, node),
                Ok(false) => {}
            }
        }
    }

    fn fail(&mut self, abort: &Abort, node: Node<'_>) {
        self.of_vat.failed(0..10, abort, node);
        self.plain.failed(0..10, abort, node);
    }
}

/// All categories of a document, by where they stand.
#[derive(Default)]
struct Sets {
    /// `//cac:TaxCategory`
    categories: Set,
    /// `cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory` of the document.
    breakdown: Set,
    /// `//cac:ClassifiedTaxCategory`
    lines: Set,
    /// `//cac:AllowanceCharge/cac:TaxCategory`
    charges: Set,
    /// The same by `cbc:ChargeIndicator`: false, true.
    by_indicator: [Set; 2],
    /// The same directly below the document.
    of_document: [Set; 2],
}

impl Sets {
    fn new(document: &Document<'_>, root: Node<'_>) -> Self {
        let mut sets = Self::default();
        for node in document.everywhere(cac::TaxCategory) {
            sets.categories.add(&Category::new(node));
        }
        for node in root.at([cac::TaxTotal, cac::TaxSubtotal, cac::TaxCategory]) {
            sets.breakdown.add(&Category::new(node));
        }
        for node in document.everywhere(cac::ClassifiedTaxCategory) {
            sets.lines.add(&Category::new(node));
        }
        for charge in document.everywhere(cac::AllowanceCharge) {
            sets.add_charge(charge);
        }
        sets
    }

    fn add_charge(&mut self, charge: Node<'_>) {
        let is_of_document = charge.parent().is_some_and(is_document);
        let categories: Vec<_> = charge.all(cac::TaxCategory).map(Category::new).collect();
        for category in &categories {
            self.charges.add(category);
        }
        for (place, value) in [false, true].into_iter().enumerate() {
            let sets = std::iter::once(&mut self.by_indicator[place])
                .chain(is_of_document.then_some(&mut self.of_document[place]));
            let is_value = is_charge(charge, value);
            for set in sets {
                match &is_value {
                    Err(abort) => set.fail(abort, charge),
                    Ok(true) => categories.iter().for_each(|category| set.add(category)),
                    Ok(false) => {}
                }
            }
        }
    }
}

/// The rules 01 to 04 of each category and what O and K ask besides.
pub(super) fn check_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let sets = Sets::new(run.document, node);
    let numbers = Numbers::new(run.document);
    for (code, family) in FAMILIES.iter().enumerate() {
        let holds = match code {
            S => has_entry(
                [&sets.charges.plain, &sets.lines.plain],
                S,
                || sets.breakdown.plain.has(S),
                &sets.breakdown.plain,
            )?,
            L | M => has_entry(
                [&sets.charges.of_vat, &sets.lines.of_vat],
                code,
                || has_raw_entry(node, code),
                &sets.breakdown.of_vat,
            )?,
            _ => has_one_entry(&sets, code)?,
        };
        run.require(family.rules[0], node, holds);
        check_numbers(run, node, &sets, &numbers, code)?;
    }
    check_outside(run, node, &sets)?;
    check_community(run, node, &sets)
}

/// Rule 01 of most: a category that is used has exactly one entry in the breakdown.
fn has_one_entry(sets: &Sets, code: usize) -> Outcome {
    let in_categories = || sets.categories.identifiers.has(code);
    let in_lines = || sets.lines.identifiers.has(code);
    let has_one = || Ok(sets.breakdown.identifiers.count(code)? == 1);
    let is_used = or(in_categories(), in_lines);
    or(and(is_used, has_one), || and(not(in_categories()), || not(in_lines())))
}

/// Rule 01 of S, L, M: a category is used when and only when it has an entry.
fn has_entry([charges, lines]: [&View; 2], code: usize, entry: impl FnOnce() -> Outcome, breakdown: &View) -> Outcome {
    let is_used = || Ok(charges.count(code)? + lines.count(code)? > 0);
    or(and(is_used(), entry), || and(not(is_used()), || not(breakdown.has(code))))
}

/// `cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[cbc:ID = code]`, for M of VAT only.
fn has_raw_entry(node: Node<'_>, code: usize) -> Outcome {
    for category in node.at([cac::TaxTotal, cac::TaxSubtotal, cac::TaxCategory]) {
        if any_is(category.all(cbc::ID), FAMILIES[code].code) && (code == L || has_vat(category)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Rules 02 to 04: the numbers that lines, allowances and charges of a category ask for.
fn check_numbers<'d>(run: &mut Run<'d>, node: Node<'d>, sets: &Sets, numbers: &Numbers, code: usize) -> Outcome<()> {
    let by_indicator = if code == O { &sets.of_document } else { &sets.by_indicator };
    for (place, set) in [&sets.lines, &by_indicator[0], &by_indicator[1]].into_iter().enumerate() {
        // The two halves of the rules differ in places: one asks for VAT or for the exact code where the other does not.
        let used = if code == G && place > 0 { &set.plain } else { &set.of_vat };
        let other = || match (code, place) {
            (S, 0) => set.plain.has(code),
            (L, 2) => has_raw_charge(run.document, code),
            _ => set.of_vat.has(code),
        };
        let holds = or(and(used.has(code), || has_numbers(numbers, code)), || not(other()))?;
        run.require(FAMILIES[code].rules[place + 1], node, holds);
    }
    Ok(())
}

/// `//cac:AllowanceCharge[cbc:ChargeIndicator = true()]/cac:TaxCategory[cbc:ID = code][is VAT]`
fn has_raw_charge(document: &Document<'_>, code: usize) -> Outcome {
    for charge in document.everywhere(cac::AllowanceCharge) {
        if !is_charge(charge, true)? {
            continue;
        }
        for category in charge.all(cac::TaxCategory) {
            if any_is(category.all(cbc::ID), FAMILIES[code].code) && has_vat(category)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn has_numbers(numbers: &Numbers, code: usize) -> Outcome {
    let representative = || numbers.representative_vat.clone();
    let seller_vat = || or(numbers.seller_vat.clone(), representative);
    let seller = || or(Ok(numbers.seller_any), representative);
    let buyer_vat = || numbers.buyer_vat.clone();
    match code {
        AE => and(seller(), || or(buyer_vat(), || Ok(numbers.buyer_legal))),
        K => and(seller_vat(), buyer_vat),
        G => seller_vat(),
        O => and(and(not(numbers.seller_vat.clone()), || not(representative())), || not(buyer_vat())),
        _ => seller(),
    }
}

/// BR-O-11 to BR-O-14: what is not subject to VAT stands alone.
fn check_outside<'d>(run: &mut Run<'d>, node: Node<'d>, sets: &Sets) -> Outcome<()> {
    let is_outside = sets.breakdown.identifiers.has(O)?;
    for (rule, set) in [
        (rule::BR_O_11, &sets.breakdown),
        (rule::BR_O_12, &sets.lines),
        (rule::BR_O_13, &sets.by_indicator[0]),
        (rule::BR_O_14, &sets.by_indicator[1]),
    ] {
        let holds = !is_outside || !set.of_vat.has(NOT_O)?;
        run.require(rule, node, holds);
    }
    Ok(())
}

/// BT-80.
const DELIVERY_COUNTRY: [Name; 5] =
    [cac::Delivery, cac::DeliveryLocation, cac::Address, cac::Country, cbc::IdentificationCode];

/// BR-IC-11 and BR-IC-12: a supply within the EU has a time and a country of delivery.
fn check_community<'d>(run: &mut Run<'d>, node: Node<'d>, sets: &Sets) -> Outcome<()> {
    let is_community = sets.breakdown.identifiers.has(K)?;
    let is_long = |text: &str| text.chars().nth(1).is_some();
    let has_date = || Ok(is_long(&string(node.at([cac::Delivery, cbc::ActualDeliveryDate]))?));
    let has_period = || node.all(cac::InvoicePeriod).any(|period| period.children().next().is_some());
    let has_time = !is_community || or(has_date(), || Ok(has_period()))?;
    run.require(rule::BR_IC_11, node, has_time);
    let has_country = !is_community || is_long(&string(node.at(DELIVERY_COUNTRY))?);
    run.require(rule::BR_IC_12, node, has_country);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_places_of_their_families() {
        for (place, family) in FAMILIES.iter().enumerate() {
            assert_eq!(code_of(family.code), Some(place));
            assert!(family.rules.iter().all(|rule| rule.id().len() >= 7));
        }
    }
}
