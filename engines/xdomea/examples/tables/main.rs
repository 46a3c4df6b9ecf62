//! Makes the tables in `data/schema` from the official schemas of a version:
//!
//! ```text
//! cargo run -p lotse-xdomea --example tables -- FOLDER-WITH-XSD [FOLDER-WITH-IMPORTED-XSD…] > data/schema/VERSION.tsv
//! ```

mod maker;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let outcome = maker::table(&folders)
        .and_then(|table| std::io::stdout().write_all(table.as_bytes()).map_err(|error| error.to_string()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(std::io::stderr(), "{reason}");
            ExitCode::FAILURE
        }
    }
}
