//! What a request costs with the 70 municipalities of a region, and with the 10,800 of the country.

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::{
    furnish::{BODY, SERVICE, furnish, sign_in},
    pages::measure,
    process::free_address,
    report::{Row, median},
};

const ROUNDS: usize = 3;
const BODIES: usize = 10_800;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let (small_folder, large_folder) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let runtime = Runtime::new()?;
    let small = runtime.block_on(furnish(small_folder.path(), 0))?.serve(free_address()?)?;
    let large = runtime.block_on(furnish(large_folder.path(), BODIES))?.serve(free_address()?)?;
    let (small_session, large_session) = (sign_in(small.address)?, sign_in(large.address)?);
    let mut rows = Vec::new();
    let pages = [
        ("front page of a body", format!("/{BODY}/"), false),
        ("service page", format!("/{BODY}/leistungen/{SERVICE}"), false),
        ("list of 500 cases", format!("/{BODY}/amt/faelle"), true),
    ];
    for (name, path, signed_in) in pages {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        let session = |session| if signed_in { session } else { &[][..] };
        for _ in 0..ROUNDS {
            few.push(measure(&small, &path, session(&small_session))?.1);
            many.push(measure(&large, &path, session(&large_session))?.1);
        }
        let row = Row::rate(format!("{name} among {BODIES} bodies, processor time"), median(many), "µs/request");
        rows.push(row.against_cost("among 70", median(few)).at_least(0.5));
    }
    let memory = Row::rate(format!("memory with {BODIES} bodies"), large.resident_mib()?, "MiB");
    rows.push(memory.against_cost("with 70", small.resident_mib()?));
    Ok(rows)
}
