//! Code lists of XRechnung: ISO 6523 and EAS with the codes of the extension, UNTDID 7143 with clean vehicles.
//!
//! The rules look for the code between spaces in a list that has two spaces in one place, so an empty identifier passes.

use crate::codes::{self, CodeList};

/// Codes that the extension adds to ISO 6523 and EAS.
const EXTENSION: &[&str] = &["XR01", "XR02", "XR03"];

/// Vehicle categories (BR-DE-CVD-04).
pub(super) const VEHICLE_CATEGORIES: &[&str] = &["M1", "M2", "M3", "N1", "N2", "N3"];
/// What a vehicle is to the Clean Vehicles Directive (BR-DE-CVD-05).
pub(super) const VEHICLE_KINDS: &[&str] = &["clean", "zero-emission", "other"];

/// ISO 6523 and the codes of the extension.
pub(super) fn is_icd(code: &str) -> bool {
    is_in(&codes::ICD, EXTENSION, code)
}

/// Schemes of electronic addresses and the codes of the extension.
pub(super) fn is_eas(code: &str) -> bool {
    is_in(&codes::EAS, EXTENSION, code)
}

/// Schemes of item classifications and that of clean vehicles.
pub(super) fn is_classification(code: &str) -> bool {
    is_in(&codes::ITEM_CLASSIFICATION, &["CVD"], code)
}

fn is_in(list: &CodeList, added: &[&str], code: &str) -> bool {
    code.is_empty() || added.contains(&code) || list.contains(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_codes() {
        assert!(is_icd("0088") && is_icd("XR02") && is_icd(""));
        assert!(!is_icd("008") && !is_icd("0088 0089") && !is_icd("SEPA"));
        assert!(is_eas("9930") && is_eas("EM") && !is_eas("0003"));
        assert!(is_classification("CVD") && is_classification("STI") && !is_classification("XR01"));
    }
}
