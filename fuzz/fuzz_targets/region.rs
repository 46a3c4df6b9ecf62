//! Any text as a region's table of bodies and as boundaries.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lotse_core::{body::Bodies, region};

const REGION: &str = include_str!("../../region/owl/region.toml");
const BODIES: &str = include_str!("../../region/owl/bodies.csv");

static OWL: LazyLock<Bodies> = LazyLock::new(|| {
    let (_, bodies) = region::parse(REGION, BODIES).expect("the region of the repository is good");
    Bodies::new(bodies)
});

fuzz_target!(|text: &str| {
    if let Ok((_, bodies)) = region::parse(REGION, text) {
        let slugs: std::collections::HashSet<_> = bodies.iter().map(|body| &body.slug).collect();
        assert_eq!(slugs.len(), bodies.len());
    }
    let _ = region::parse(text, BODIES);
    if let Ok(outlines) = region::parse_outlines(text, &OWL, "fuzz") {
        for [longitude, latitude] in outlines.iter().flat_map(|outline| &outline.rings).flatten() {
            assert!(longitude.abs() <= 180.0 && latitude.abs() <= 90.0);
        }
    }
});
