//! The code lists of EN 16931, from the tables in `data/codes`.
//!
//! UBL and CII restrict some lists differently; those stand here twice, with the syntax in their name.

use std::borrow::Cow;

use self::pack::pack;
use crate::{
    tree::{normalize_space, trim_space},
    xpath::list_contains,
};

mod pack;

/// A code list.
#[derive(Debug)]
pub struct CodeList {
    /// What it is about, with business terms.
    pub name: &'static str,
    /// Who keeps it.
    pub source: &'static str,
    /// Of which rule set it is.
    pub version: &'static str,
    /// The codes in the order of the source, each between two spaces.
    listed: &'static str,
    sorted: &'static [&'static str],
    /// The same as numbers, if all are short.
    packed: &'static [u64],
}

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

impl CodeList {
    /// Whether this is exactly one of the codes.
    pub fn contains(&self, code: &str) -> bool {
        if self.packed.is_empty() {
            return self.sorted.binary_search(&code).is_ok();
        }
        pack(code.as_bytes()).is_some_and(|code| self.packed.binary_search(&code).is_ok())
    }

    /// Whether this is one of the codes, white space around it aside. That is what nearly all rules about codes ask:
    /// `not(contains(normalize-space(.), ' ')) and contains(' A B ', concat(' ', normalize-space(.), ' '))`.
    pub fn contains_single(&self, value: &str) -> bool {
        self.contains(value) || self.contains(trim_space(value))
    }

    /// `contains(' A B ', concat(' ', normalize-space(.), ' '))` without a guard: neighbours of the list, with a space
    /// between them, are found too.
    pub fn contains_normalized(&self, value: &str) -> bool {
        let value: Cow<'_, str> = normalize_space(value);
        self.contains(&value) || (value.contains(' ') && list_contains(self.listed.trim(), &value))
    }

    /// `contains(' A B ', .)`: whether the text stands anywhere in the list, also as a part of codes; the empty text
    /// stands everywhere.
    pub fn holds_text(&self, text: &str) -> bool {
        self.contains(text) || self.listed.contains(text)
    }

    /// The codes, sorted.
    pub fn codes(&self) -> &'static [&'static str] {
        self.sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_complete_and_sorted() {
        for list in EVERY {
            assert!(list.codes().is_sorted(), "{}", list.name);
            assert!(!list.codes().is_empty(), "{}", list.name);
            assert!(list.codes().iter().all(|code| list.contains_normalized(code) && list.contains_single(code)));
            assert!(!list.contains_normalized("") && !list.contains_single(""), "{}", list.name);
        }
    }

    #[test]
    fn neighbours_count_only_where_nothing_guards() {
        assert!(CURRENCY.contains_normalized(" AED  AFN\n"));
        assert!(!CURRENCY.contains_normalized("AED ALL"));
        assert!(!CURRENCY.contains_single("AED AFN"));
        assert!(CURRENCY.contains_single("\tEUR "));
        assert!(!CURRENCY.contains_single("eur"));
    }

    #[test]
    fn a_part_of_a_code_is_text_of_the_list() {
        assert!(VAT_PREFIX_UBL.holds_text("") && VAT_PREFIX_UBL.holds_text("D") && VAT_PREFIX_UBL.holds_text("E "));
        assert!(VAT_PREFIX_UBL.holds_text("EL") && !COUNTRY_UBL.contains("EL"));
        assert!(!VAT_PREFIX_UBL.holds_text("de"));
    }
}
