// Shared by the build script, which fills the table of names, and the reader, which looks names up in it.

/// Places in the table of names; a power of two, about three times the number of names.
pub(crate) const SLOTS: usize = 4096;

/// Number of a namespace, by its usual prefix.
pub(crate) const fn prefix_number(prefix: &str) -> u8 {
    match prefix.as_bytes() {
        b"ubl" => 1,
        b"cn" => 2,
        b"cac" => 3,
        b"cbc" => 4,
        b"ext" => 5,
        b"sig" => 6,
        b"sac" => 7,
        b"sbc" => 8,
        b"rsm" => 9,
        b"ram" => 10,
        b"qdt" => 11,
        b"udt" => 12,
        _ => 0,
    }
}

/// A name of less than eight bytes as a number: its first and last four, or its first, middle and last one.
fn short(local: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (local.first_chunk::<4>(), local.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    let byte = |place: usize| local.get(place).copied().map_or(0, u64::from);
    byte(0) << 16 | byte(local.len() / 2) << 8 | byte(local.len().saturating_sub(1))
}

/// Where a name is looked for first: by its length and its first, last and middle eight bytes.
pub(crate) fn slot(namespace: u8, local: &[u8]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    const OTHER_FACTOR: u64 = 0xc2b2_ae3d_27d4_eb4f;
    let length = local.len();
    let (first, last, middle) = match (local.first_chunk::<8>(), local.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let middle = local[length / 2 - 4..].first_chunk::<8>().unwrap_or(last);
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last), u64::from_le_bytes(*middle))
        }
        _ => (short(local), 0, 0),
    };
    let other = (last ^ u64::from(namespace) << 40 ^ (length as u64) << 56).wrapping_mul(OTHER_FACTOR);
    let hash = (first ^ middle.rotate_left(29) ^ other.rotate_left(32)).wrapping_mul(FACTOR);
    (hash >> 52) as usize % SLOTS
}
