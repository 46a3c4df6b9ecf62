// Shared by the build script, which packs the code lists, and the look-up.

/// A code of at most eight bytes as a number that orders as its text does.
pub(crate) fn pack(code: &[u8]) -> Option<u64> {
    if code.len() > 8 || code.contains(&0) {
        return None;
    }
    Some(code.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) << (8 * (8 - code.len())) % 64)
}
