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

/// Where a name is looked for first: eight bytes at a time, folded by multiplication.
pub(crate) fn slot(namespace: u8, local: &[u8]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = u64::from(namespace).wrapping_add((local.len() as u64) << 8).wrapping_mul(FACTOR);
    let mut chunks = local.chunks_exact(8);
    for chunk in &mut chunks {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(chunk);
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR);
    }
    let mut last = 0_u64;
    for byte in chunks.remainder() {
        last = last << 8 | u64::from(*byte);
    }
    hash = (hash.rotate_left(23) ^ last).wrapping_mul(FACTOR);
    (hash >> 52) as usize % SLOTS
}
