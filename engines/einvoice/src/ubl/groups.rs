//! Lines, allowances and charges by VAT category and rate, so that each entry of the breakdown is checked at once
//! however many lines there are.
//!
//! What has one category with one code, one rate and one amount is added up beforehand. All else, errors included, is
//! kept aside and looked at in the words of the rule each time it is asked for.

use std::collections::BTreeMap;

use super::{
    charges::is_charge,
    vat::{FAMILIES, code_of},
};
use crate::{
    number::Decimal,
    tree::{Document, Name, Node, cac, cbc},
    xpath::{Outcome, decimal, normalized},
};

/// What bears a category and an amount.
#[derive(Clone, Copy)]
enum Bearer {
    Line,
    Charge,
    /// With this `cbc:ChargeIndicator`.
    ChargeThatIs(bool),
}

/// Bearers of one kind in a document.
pub(super) struct Group<'d> {
    bearer: Bearer,
    /// Amounts directly below the document.
    by_code: [Decimal; 9],
    by_rate: BTreeMap<(usize, Decimal), ByRate>,
    odd: Vec<Node<'d>>,
}

struct ByRate {
    sum: Decimal,
    /// The first one, wherever it stands.
    first: u32,
}

/// Everything the breakdown is made of.
pub(super) struct Groups<'d> {
    pub invoice_lines: Group<'d>,
    pub credit_note_lines: Group<'d>,
    pub charges: Group<'d>,
    pub allowances: Group<'d>,
    /// Allowances and charges wherever they stand.
    pub any_charges: Group<'d>,
}

impl<'d> Groups<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let every = |name: Name, bearer: Bearer| {
            let mut group = Group::new(bearer);
            document.everywhere(name).for_each(|node| group.add(node));
            group
        };
        let of_document = |is_charge: bool| {
            let mut group = Group::new(Bearer::ChargeThatIs(is_charge));
            document.root().all(cac::AllowanceCharge).for_each(|node| group.add(node));
            group
        };
        Self {
            invoice_lines: every(cac::InvoiceLine, Bearer::Line),
            credit_note_lines: every(cac::CreditNoteLine, Bearer::Line),
            charges: of_document(true),
            allowances: of_document(false),
            any_charges: every(cac::AllowanceCharge, Bearer::Charge),
        }
    }
}

impl<'d> Group<'d> {
    fn new(bearer: Bearer) -> Self {
        Self { bearer, by_code: [const { Decimal::ZERO }; 9], by_rate: BTreeMap::new(), odd: Vec::new() }
    }

    fn categories(&self, node: Node<'d>) -> impl Iterator<Item = Node<'d>> + use<'d> {
        let (of_line, of_charge) = match self.bearer {
            Bearer::Line => (Some(node.at([cac::Item, cac::ClassifiedTaxCategory])), None),
            _ => (None, Some(node.all(cac::TaxCategory))),
        };
        of_line.into_iter().flatten().chain(of_charge.into_iter().flatten())
    }

    fn amount(&self, node: Node<'d>) -> Outcome<Option<Decimal>> {
        let name = if matches!(self.bearer, Bearer::Line) { cbc::LineExtensionAmount } else { cbc::Amount };
        decimal(node.all(name))
    }

    fn add(&mut self, node: Node<'d>) {
        if let Bearer::ChargeThatIs(value) = self.bearer {
            match is_charge(node, value) {
                Ok(true) => {}
                Ok(false) => return,
                Err(_) => return self.odd.push(node),
            }
        }
        let mut categories = self.categories(node);
        let Some(category) = categories.next() else { return };
        if categories.next().is_some() {
            return self.odd.push(node);
        }
        let Ok(code) = normalized(category.all(cbc::ID)) else { return self.odd.push(node) };
        let Some(code) = code_of(&code) else { return };
        let (Ok(rate), Ok(amount)) = (decimal(category.all(cbc::Percent)), self.amount(node)) else {
            return self.odd.push(node);
        };
        let is_counted = node.parent().is_some_and(|parent| parent.parent().is_none());
        let amount = amount.filter(|_| is_counted).unwrap_or(Decimal::ZERO);
        self.by_code[code] = self.by_code[code].add(&amount);
        if let Some(rate) = rate {
            let entry = self.by_rate.entry((code, rate)).or_insert(ByRate { sum: Decimal::ZERO, first: node.index() });
            entry.sum = entry.sum.add(&amount);
        }
    }

    /// Whether an odd one is of the category, and of the rate if one is asked for.
    fn is_of(&self, node: Node<'d>, code: usize, rate: Option<&Decimal>) -> Outcome {
        if let Bearer::ChargeThatIs(value) = self.bearer
            && !is_charge(node, value)?
        {
            return Ok(false);
        }
        let mut is_of_code = false;
        for category in self.categories(node) {
            if normalized(category.all(cbc::ID))? == FAMILIES[code].code {
                is_of_code = true;
                break;
            }
        }
        let Some(rate) = rate.filter(|_| is_of_code) else { return Ok(is_of_code) };
        for category in self.categories(node) {
            if decimal(category.all(cbc::Percent))?.as_ref() == Some(rate) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sum of the amounts directly below the document that are of the category, and of the rate if one is asked for.
    pub(super) fn sum(&self, code: usize, rate: Option<&Decimal>) -> Outcome<Decimal> {
        let mut sum = match rate {
            None => self.by_code[code].clone(),
            Some(rate) => self.by_rate.get(&(code, rate.clone())).map_or(Decimal::ZERO, |entry| entry.sum.clone()),
        };
        for node in self.odd.iter().filter(|node| node.parent().is_some_and(|parent| parent.parent().is_none())) {
            if self.is_of(*node, code, rate)?
                && let Some(amount) = self.amount(*node)?
            {
                sum = sum.add(&amount);
            }
        }
        Ok(sum)
    }

    /// Whether there is one of the category and rate anywhere; the search stops at the first.
    pub(super) fn has(&self, code: usize, rate: &Decimal) -> Outcome {
        let first = self.by_rate.get(&(code, rate.clone())).map(|entry| entry.first);
        for node in self.odd.iter().take_while(|node| first.is_none_or(|first| node.index() < first)) {
            if self.is_of(*node, code, Some(rate))? {
                return Ok(true);
            }
        }
        Ok(first.is_some())
    }
}
