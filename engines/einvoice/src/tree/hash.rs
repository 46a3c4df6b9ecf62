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

/// Where a name is looked for first (FNV-1a).
pub(crate) fn slot(namespace: u8, local: &[u8]) -> usize {
    let mut hash = 0x811c_9dc5_u32 ^ u32::from(namespace);
    for byte in local {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 15)) as usize % SLOTS
}
