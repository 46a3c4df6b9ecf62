//! What must hold for any invoice.

use lotse_einvoice::{
    Checked, Decision, Options, Reason, check, check_bytes, model,
    places::{Places, term_of},
    rules::Level,
    tree::{Limits, decode},
    view,
};

pub fn invoice(data: &[u8]) {
    let limits = Limits { bytes: 1 << 20, depth: 100, attributes: 64, nodes: 100_000 };
    let options = Options { limits, specification: None };
    let by_bytes = check_bytes(data, &options);
    let Ok(text) = decode(data) else {
        assert!(by_bytes.is_err());
        return;
    };
    let Ok(Checked { document, verdict }) = check(&text, &options) else {
        assert!(by_bytes.is_err());
        return;
    };
    // What is undecidable is never valid, and what is accepted has nothing fatal.
    let fatal = verdict.findings.iter().any(|finding| finding.level == Some(Level::Fatal));
    match verdict.decision {
        Decision::Accept => assert!(!fatal && verdict.schema_errors.is_empty() && verdict.aborted.is_empty()),
        Decision::Reject => assert!(fatal || !verdict.schema_errors.is_empty()),
        Decision::Undecidable(Reason::Aborted) => assert!(!verdict.aborted.is_empty()),
        Decision::Undecidable(Reason::NoScenario) => assert!(verdict.scenario.is_none()),
    }
    assert_eq!(verdict.accept().is_none(), matches!(verdict.decision, Decision::Undecidable(_)));
    let reading = model::read_limited(&document, 1 << 20).expect("what was checked is an invoice");
    let mut shown = view::view(&reading.invoice, view::Language::German);
    let places = Places::of(&document, verdict.findings.iter().map(|finding| finding.node));
    for (number, finding) in verdict.findings.iter().enumerate().take(50) {
        let node = document.node(finding.node);
        assert_eq!((places.line(finding.node), places.xpath(finding.node)), (node.line(), node.location()));
        let (term, occurrence) = term_of(finding, &document, &reading.terms);
        shown.place(number, term.unwrap_or_default(), occurrence);
    }
    let _ = shown.to_string();
}
