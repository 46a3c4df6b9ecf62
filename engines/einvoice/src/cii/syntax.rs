//! Pattern `EN16931-CII-Syntax`: what CII could say but EN 16931 does not know (CII-SR), and details of its data types
//! (CII-DT). Plain prohibitions are rows of `data/paths/cii.tsv`; here stand the places where they apply.

use std::cmp::Ordering;

use super::{always, is_at, is_in_transaction, syntax_counts as counts};
use crate::{
    paths,
    rules::rule,
    run::{Context, Pattern, Run},
    tree::{Name, Node, attr, ending, ram, rsm, udt},
    xpath::{Outcome, any_is},
};

pub(super) const PATTERN: Pattern = &[
    Context { names: &[ram::SpecifiedTradeSettlementPaymentMeans], matches: always, check: payment_means },
    Context { names: &[rsm::ExchangedDocumentContext], matches: is_below_root, check: context },
    Context { names: &[rsm::ExchangedDocument], matches: is_below_root, check: exchanged_document },
    Context { names: &[ram::IncludedNote], matches: is_note, check: counts::note },
    Context { names: &[ram::IncludedSupplyChainTradeLineItem], matches: is_in_deal, check: line },
    Context { names: &[ram::AssociatedDocumentLineDocument], matches: is_in_line, check: line_document },
    Context { names: &[ram::SpecifiedTradeProduct], matches: is_in_line, check: product },
    Context { names: &[ram::ApplicableProductCharacteristic], matches: is_in_product, check: counts::characteristic },
    Context { names: &[ram::SpecifiedLineTradeAgreement], matches: is_in_line, check: line_agreement },
    Context { names: &[ram::SpecifiedTradeAllowanceCharge], matches: always, check: counts::allowance_or_charge },
    Context { names: &[ram::AppliedTradeAllowanceCharge], matches: is_in_gross_price, check: counts::price_discount },
    Context { names: &[ram::SpecifiedLineTradeDelivery], matches: is_in_line, check: line_delivery },
    Context { names: &[ram::SpecifiedLineTradeSettlement], matches: is_in_line, check: line_settlement },
    Context { names: &[ram::ApplicableHeaderTradeAgreement], matches: is_in_deal, check: agreement },
    Context { names: &[ram::ApplicableHeaderTradeDelivery], matches: is_in_deal, check: delivery },
    Context { names: &[ram::ApplicableHeaderTradeSettlement], matches: is_in_deal, check: settlement },
    Context {
        names: &[ram::SpecifiedTradeSettlementHeaderMonetarySummation],
        matches: is_in_settlement,
        check: summation,
    },
    Context { names: &[rsm::CrossIndustryInvoice], matches: is_root, check: document },
    Context { names: ending::DocumentContextParameter, matches: is_parameter, check: parameter },
    Context {
        names: &[ram::ID, ram::LineID, ram::SellerAssignedID],
        matches: is_plain_identifier,
        check: plain_identifier,
    },
    Context { names: ending::ID, matches: is_identifier, check: identifier },
    Context { names: &[ram::TypeCode], matches: always, check: type_code },
    // Never reached: the context before takes every TypeCode.
    Context { names: &[ram::TypeCode], matches: is_document_type, check: document_type },
    Context { names: &[ram::CategoryCode], matches: is_line_category, check: line_category },
    Context { names: ending::ReferencedDocument, matches: is_referenced_document, check: referenced_document },
    Context { names: ending::Amount, matches: is_amount, check: amount },
    Context { names: ending::Quantity, matches: is_quantity, check: quantity },
    Context { names: ending::TradeTax, matches: is_trade_tax, check: trade_tax },
    Context { names: &[ram::BillingSpecifiedPeriod], matches: always, check: period },
    Context { names: &[ram::PostalTradeAddress], matches: always, check: address },
    Context { names: &[udt::DateTimeString], matches: is_day, check: day },
];

fn is_root(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_at(node, &[]))
}

fn is_below_root(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_at(node, &[rsm::CrossIndustryInvoice]))
}

fn is_in_deal(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_in_transaction(node))
}

fn is_note(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_at(node, &[rsm::ExchangedDocument, rsm::CrossIndustryInvoice]))
}

const LINE: [Name; 3] =
    [ram::IncludedSupplyChainTradeLineItem, rsm::SupplyChainTradeTransaction, rsm::CrossIndustryInvoice];

fn is_in_line(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_at(node, &LINE))
}

fn is_in_product(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.parent().is_some_and(|product| product.name() == ram::SpecifiedTradeProduct && is_at(product, &LINE)))
}

fn is_in_gross_price(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.is_below(ram::GrossPriceProductTradePrice))
}

fn is_in_settlement(_: &Run<'_>, node: Node<'_>) -> Outcome {
    let above = [ram::ApplicableHeaderTradeSettlement, rsm::SupplyChainTradeTransaction, rsm::CrossIndustryInvoice];
    Ok(is_at(node, &above))
}

fn payment_means<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_PAYMENT_MEANS, node);
    Ok(())
}

fn context<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_CONTEXT, node);
    counts::context(run, node);
    Ok(())
}

fn exchanged_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_EXCHANGED_DOCUMENT, node);
    run.require(rule::CII_SR_014, node, node.all(ram::TypeCode).count() == 1);
    Ok(())
}

fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE, node);
    Ok(())
}

fn line_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE_DOCUMENT, node);
    run.require(rule::CII_SR_039, node, node.all(ram::IncludedNote).nth(1).is_none());
    run.require(rule::CII_SR_040, node, node.at([ram::IncludedNote, ram::Content]).nth(1).is_none());
    Ok(())
}

fn product<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_PRODUCT, node);
    counts::product(run, node);
    Ok(())
}

fn line_agreement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE_AGREEMENT, node);
    counts::line_agreement(run, node)
}

fn line_delivery<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE_DELIVERY, node);
    Ok(())
}

fn line_settlement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE_SETTLEMENT, node);
    counts::line_settlement(run, node)
}

fn agreement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_AGREEMENT, node);
    counts::agreement(run, node)
}

fn delivery<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_DELIVERY, node);
    counts::one_identifier(run, rule::CII_SR_449, node, ram::ShipToTradeParty);
    Ok(())
}

fn settlement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_SETTLEMENT, node);
    counts::settlement(run, node)
}

fn summation<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_SUMMATION, node);
    counts::summation(run, node);
    Ok(())
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_DOCUMENT, node);
    counts::document(run, node);
    Ok(())
}

/// The ending is to be asked only of elements that are not in the table of names: the others are in the list for it.
fn ends_with(node: Node<'_>, ending: &str) -> bool {
    node.name() != Name::UNKNOWN || node.raw_name().ends_with(ending)
}

/// The same for elements of the namespace `ram`.
fn is_ram_ending_with(node: Node<'_>, ending: &str) -> bool {
    const RAM: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    ends_with(node, ending) && (node.name() != Name::UNKNOWN || node.namespace() == Some(RAM))
}

fn is_parameter(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(ends_with(node, "DocumentContextParameter"))
}

fn parameter<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_PARAMETER, node);
    Ok(())
}

fn is_plain_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    if node.name() == ram::ID {
        return Ok(is_at(node, &[rsm::ExchangedDocument, rsm::CrossIndustryInvoice])
            || is_at(
                node,
                &[
                    ram::GuidelineSpecifiedDocumentContextParameter,
                    rsm::ExchangedDocumentContext,
                    rsm::CrossIndustryInvoice,
                ],
            ));
    }
    let parent =
        if node.name() == ram::LineID { ram::AssociatedDocumentLineDocument } else { ram::SpecifiedTradeProduct };
    Ok(node.parent().is_some_and(|above| above.name() == parent && is_at(above, &LINE)))
}

fn plain_identifier<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_IDENTIFIER, node);
    Ok(())
}

fn is_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_ram_ending_with(node, "ID"))
}

fn identifier<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_ANY_IDENTIFIER, node);
    Ok(())
}

fn type_code<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_TYPE_CODE, node);
    Ok(())
}

fn is_document_type(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_at(node, &[rsm::ExchangedDocument, rsm::CrossIndustryInvoice]))
}

fn document_type<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_DOCUMENT_TYPE, node);
    Ok(())
}

fn is_line_category(_: &Run<'_>, node: Node<'_>) -> Outcome {
    let [line, deal, root] = LINE;
    Ok(is_at(node, &[ram::ApplicableTradeTax, ram::SpecifiedLineTradeSettlement, line, deal, root]))
}

fn line_category<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_LINE_CATEGORY, node);
    Ok(())
}

fn is_referenced_document(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_ram_ending_with(node, "ReferencedDocument"))
}

fn referenced_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_REFERENCED_DOCUMENT, node);
    let is_additional = node.name() == ram::AdditionalReferencedDocument;
    let type_is = |code| is_additional && any_is(node.all(ram::TypeCode), code);
    run.require(rule::CII_DT_015, node, !node.has(ram::URIID) || type_is("916"));
    let has_known_type = || type_is("50") || type_is("130") || type_is("916");
    run.require(rule::CII_DT_018, node, !node.has(ram::TypeCode) || has_known_type());
    run.require(rule::CII_DT_021, node, !node.has(ram::Name) || type_is("916"));
    run.require(rule::CII_DT_022, node, !node.has(ram::AttachmentBinaryObject) || type_is("916"));
    run.require(rule::CII_DT_024, node, !node.has(ram::ReferenceTypeCode) || type_is("130"));
    let is_invoice = node.name() == ram::InvoiceReferencedDocument;
    run.require(rule::CII_DT_027, node, !node.has(ram::FormattedIssueDateTime) || is_invoice);
    Ok(())
}

fn is_amount(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.name() != ram::TaxTotalAmount && is_ram_ending_with(node, "Amount"))
}

fn amount<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_AMOUNT, node);
    Ok(())
}

fn is_quantity(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_ram_ending_with(node, "Quantity"))
}

fn quantity<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_QUANTITY, node);
    let holds = node.attribute(attr::unitCode).is_none() || run.facts().has_billed_unit;
    run.require(rule::CII_DT_033, node, holds);
    Ok(())
}

fn is_trade_tax(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_ram_ending_with(node, "TradeTax"))
}

fn trade_tax<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_TRADE_TAX, node);
    let is_typed = !node.has(ram::TypeCode) || any_is(node.all(ram::TypeCode), "VAT");
    run.require(rule::CII_DT_037, node, is_typed);
    let is_in_header = || node.ancestors().any(|ancestor| ancestor.name() == ram::ApplicableHeaderTradeSettlement);
    run.require(rule::CII_DT_041, node, !node.has(ram::BasisAmount) || is_in_header());
    run.require(rule::CII_DT_054, node, !node.has(ram::TaxPointDate) || is_in_header());
    run.require(rule::CII_DT_058, node, !node.has(ram::DueDateTypeCode) || is_in_header());
    let is_applicable = node.name() == ram::ApplicableTradeTax;
    run.require(rule::CII_DT_052, node, !node.has(ram::ExemptionReasonCode) || is_applicable);
    run.require(rule::CII_DT_098, node, !node.has(ram::ExemptionReason) || is_applicable);
    Ok(())
}

fn period<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_PERIOD, node);
    Ok(())
}

fn address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&paths::CII_ADDRESS, node);
    Ok(())
}

fn is_day(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.attribute(attr::format) == Some("102"))
}

fn day<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_DT_097, node, is_calendar_like(&node.string()));
    Ok(())
}

/// Four digits, a month from 01 to 12, a day from 01 to 31; white space around them. The digits of the year may be those
/// of any script.
fn is_calendar_like(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let Some((split, _)) = text.char_indices().nth(4) else {
        return false;
    };
    let (year, rest) = text.split_at(split);
    let [a, b, c, d] = rest.as_bytes() else {
        return false;
    };
    let is_month = matches!((a, b), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
    let is_day = matches!((c, d), (b'0', b'1'..=b'9') | (b'1' | b'2', b'0'..=b'9') | (b'3', b'0' | b'1'));
    is_month && is_day && year.chars().all(is_decimal_digit)
}

/// Unicode category Nd: digits come in runs of ten.
fn is_decimal_digit(letter: char) -> bool {
    letter.is_ascii_digit()
        || ZEROS
            .binary_search_by(|zero| {
                let code = u32::from(letter);
                if code < *zero {
                    Ordering::Greater
                } else if code > zero + 9 {
                    Ordering::Less
                } else {
                    Ordering::Equal
                }
            })
            .is_ok()
}

/// The zeros of the scripts besides ASCII.
#[rustfmt::skip]
const ZEROS: [u32; 65] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730,
    0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

#[cfg(test)]
mod tests {
    use super::is_calendar_like;

    #[test]
    fn a_day_has_eight_digits() {
        for text in ["20260331", " 20260331\n", "99990230", "２０２６0331"] {
            assert!(is_calendar_like(text), "{text}");
        }
        for text in ["", "2026-03-31", "20261301", "20260332", "20260300", "202603311", "2026０331", "20263", "é"] {
            assert!(!is_calendar_like(text), "{text}");
        }
    }
}
