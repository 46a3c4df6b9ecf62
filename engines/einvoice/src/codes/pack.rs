// Shared by the build script, which packs the code lists, and the look-up.

/// A code of at most eight bytes as a number that orders as its text does.
pub(crate) fn pack(code: &[u8]) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..code.len())?.copy_from_slice(code);
    (!code.contains(&0)).then(|| u64::from_be_bytes(bytes))
}
