//! The model read from every document of the suite, when the suite is there.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod suite;

use std::collections::BTreeMap;

use lotse_einvoice::{
    model,
    tree::{Document, Limits, decode},
    view::{Language, view},
};

#[test]
fn every_document_is_read_and_accepted_ones_without_a_remark() {
    let mut unread: BTreeMap<String, u32> = BTreeMap::new();
    let mut remarks: BTreeMap<String, u32> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut read, mut accepted) = (0, 0);
    for entry in suite::entries() {
        let Ok(text) = decode(&entry.bytes) else { continue };
        let Ok(document) = Document::parse(&text, &Limits::default()) else { continue };
        let Some(reading) = model::read(&document) else { continue };
        read += 1;
        serde_json::to_string(&reading.invoice).unwrap();
        if !entry.is_accepted {
            continue;
        }
        accepted += 1;
        for node in reading.terms.unread(&document) {
            let path: String =
                node.location().chars().filter(|letter| !matches!(letter, '[' | ']' | '0'..='9')).collect();
            *unread.entry(path).or_default() += 1;
        }
        for remark in &reading.remarks {
            *remarks.entry(format!("{} {:?} {}", remark.term, remark.kind, entry.file)).or_default() += 1;
        }
        let invoice = &reading.invoice;
        let has_all = invoice.number.is_some()
            && invoice.issue_date.is_some()
            && invoice.type_code.is_some()
            && invoice.currency.is_some()
            && invoice.process.specification.is_some()
            && invoice.seller.name.is_some()
            && invoice.seller.address.country.is_some()
            && invoice.buyer.name.is_some()
            && invoice.totals.line_net.is_some()
            && invoice.totals.without_vat.is_some()
            && invoice.totals.with_vat.is_some()
            && invoice.totals.due.is_some()
            && !invoice.lines.is_empty()
            && !invoice.vat_breakdown.is_empty();
        if !has_all {
            wrong.push(entry.file.clone());
        }
    }
    println!("read {read}, accepted {accepted}");
    for (place, count) in unread {
        println!("beyond the model {count:4} {place}");
    }
    for (remark, count) in remarks {
        println!("remark {count:4} {remark}");
    }
    assert!(wrong.is_empty(), "mandatory terms not found in {wrong:?}");
}

#[test]
fn every_document_has_a_view_in_both_languages() {
    for entry in suite::entries() {
        let Ok(text) = decode(&entry.bytes) else { continue };
        let Ok(document) = Document::parse(&text, &Limits::default()) else { continue };
        let Some(reading) = model::read(&document) else { continue };
        for language in [Language::German, Language::English] {
            let mut view = view(&reading.invoice, language);
            for (index, node) in document.elements().enumerate() {
                let Some(term) = reading.terms.business_term_of(node) else { continue };
                view.place(index, term, reading.terms.occurrence_of(node));
            }
            assert!(!view.to_string().is_empty());
            // Whatever the model holds is shown somewhere, so a finding about it has a place.
            if entry.is_accepted {
                assert!(view.other_findings.is_empty(), "{}: {:?}", entry.file, view.other_findings);
            }
            if entry.file.contains("01.02_comprehensive_test_ubl") {
                println!("{}", lotse_einvoice::view::view(&reading.invoice, language));
            }
        }
    }
}
