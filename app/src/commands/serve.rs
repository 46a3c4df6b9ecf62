//! `lotse serve`: production.

use std::{path::Path, process::ExitCode};

use crate::{
    Outcome,
    config::Config,
    house::{self, House},
};

pub(crate) async fn run(config_path: &Path) -> Outcome {
    let config = Config::load(config_path)?;
    house::log(config.log_json);
    let house = House::open(&config, Vec::new(), false).await?;
    house.serve(&config.listen).await?;
    Ok(ExitCode::SUCCESS)
}
