//! Values of the simple types of the tables.

use lotse_xmlvalues::{is_lexical, normalize_space, normalized};

use super::table::Simple;

/// Whether a string is a value of the type. Names of other things (IDs, prefixes) are only checked for their form.
pub(super) fn is_valid(simple: &Simple, value: &str) -> bool {
    if !is_lexical(simple.primitive, value) {
        return false;
    }
    if simple.shortest > 0 || simple.longest < u16::MAX {
        let length = normalize_space(value).chars().count();
        if length < usize::from(simple.shortest) || length > usize::from(simple.longest) {
            return false;
        }
    }
    simple.options.is_empty() || simple.options.contains(&normalized(simple.primitive, value).as_ref())
}
