//! What all groups share: running those that were asked for, and their results as a table for people and as
//! `bench/results.json` for comparison over time.

use std::{fmt::Write as _, fs, path::Path, process::ExitCode, thread};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

/// One measured value, beside the same work done by a peer in the same run.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what, as in `transactions/s`.
    pub unit: String,
    /// With what it is compared.
    pub peer: Option<String>,
    /// What the peer reached.
    pub peer_value: Option<f64>,
    /// Better than the peer above 1, worse below, whichever direction the unit has.
    pub ratio: Option<f64>,
    /// The smallest ratio accepted.
    pub limit: Option<f64>,
}

impl Row {
    /// A value without a peer yet.
    pub fn rate(name: impl Into<String>, value: f64, unit: &str) -> Self {
        let (name, unit) = (name.into(), unit.to_owned());
        Self { name, value, unit, peer: None, peer_value: None, ratio: None, limit: None }
    }

    /// Compares a rate with that of a peer.
    #[must_use]
    pub fn against(mut self, peer: &str, peer_value: f64) -> Self {
        self.ratio = Some(self.value / peer_value);
        self.peer = Some(peer.to_owned());
        self.peer_value = Some(peer_value);
        self
    }

    /// Compares a cost, of which less is better, with that of a peer.
    #[must_use]
    pub fn against_cost(mut self, peer: &str, peer_value: f64) -> Self {
        self.ratio = Some(peer_value / self.value);
        self.peer = Some(peer.to_owned());
        self.peer_value = Some(peer_value);
        self
    }

    /// Demands at least this ratio.
    #[must_use]
    pub fn at_least(mut self, limit: f64) -> Self {
        self.limit = Some(limit);
        self
    }

    fn is_missed(&self) -> bool {
        matches!((self.ratio, self.limit), (Some(ratio), Some(limit)) if ratio < limit)
    }
}

/// A name for the command line, and what measures its rows.
pub type Measure = (&'static str, fn() -> Result<Vec<Row>>);

/// Measures the groups named among the arguments, or all; with `--peers` also those that need other programs. An error
/// when a row misses its limit.
#[expect(clippy::print_stdout, reason = "the table is the output")]
pub fn measure(groups: &[Measure], peers: &[Measure], mut wanted: Vec<String>) -> Result<ExitCode> {
    let with_peers = wanted.iter().any(|word| word == "--peers");
    wanted.retain(|word| word != "--peers");
    let groups: Vec<&Measure> = if with_peers { groups.iter().chain(peers).collect() } else { groups.iter().collect() };
    if let Some(unknown) = wanted.iter().find(|name| groups.iter().all(|(group, _)| group != name)) {
        let known: Vec<&str> = groups.iter().map(|(group, _)| *group).collect();
        bail!("no group {unknown}; there are: {}", known.join(", "));
    }
    let mut report = Report::for_this_machine();
    for (group, run) in groups {
        if wanted.is_empty() || wanted.iter().any(|name| name == group) {
            report.add(group, run()?);
        }
    }
    println!("{}", report.table());
    report.save()?;
    let missed = report.missed();
    if !missed.is_empty() {
        bail!("below the limit: {}", missed.join("; "));
    }
    Ok(ExitCode::SUCCESS)
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds of processor time this thread has taken, by the scheduler's own count.
pub fn cpu_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split(' ').next().context("unexpected schedstat")?.parse()?;
    Ok(nanoseconds / 1e9)
}

/// All rows of a run and the machine they were measured on.
#[derive(Debug, Deserialize, Serialize)]
pub struct Report {
    /// Where it was measured.
    pub machine: Machine,
    /// The rows by group, in the order of the run.
    pub groups: Vec<Group>,
}

/// The rows of one group.
#[derive(Debug, Deserialize, Serialize)]
pub struct Group {
    /// The name used on the command line.
    pub name: String,
    /// What was measured.
    pub rows: Vec<Row>,
}

/// What the numbers depend on.
#[derive(Debug, Deserialize, Serialize)]
pub struct Machine {
    /// Model of the processor.
    pub processor: String,
    /// Cores this process may use.
    pub cores: usize,
    /// Main memory in MiB.
    pub memory_mib: u64,
    /// Operating system and its kernel.
    pub system: String,
    /// Build profile: numbers without optimisation say nothing.
    pub profile: String,
}

impl Report {
    /// An empty report.
    pub fn for_this_machine() -> Self {
        Self { machine: Machine::this(), groups: Vec::new() }
    }

    /// Adds the rows of a group.
    pub fn add(&mut self, name: &str, rows: Vec<Row>) {
        self.groups.push(Group { name: name.to_owned(), rows });
    }

    /// The rows below their limit, in words.
    pub fn missed(&self) -> Vec<String> {
        let rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.filter(|row| row.is_missed()).map(|row| row.name.clone()).collect()
    }

    /// The table for the terminal.
    pub fn table(&self) -> String {
        let machine = &self.machine;
        let mut table = format!(
            "{} · {} cores · {} MiB · {} · {}\n\n",
            machine.processor, machine.cores, machine.memory_mib, machine.system, machine.profile
        );
        for group in &self.groups {
            let _ = writeln!(table, "{}", group.name);
            for row in &group.rows {
                let _ = write!(table, "  {:<52} {:>12} {:<16}", row.name, number(row.value), row.unit);
                if let (Some(peer), Some(value), Some(ratio)) = (&row.peer, row.peer_value, row.ratio) {
                    let _ = write!(table, " {peer}: {:>10}  ratio {ratio:.2}", number(value));
                }
                if let Some(limit) = row.limit {
                    let verdict = if row.is_missed() { "MISSED" } else { "kept" };
                    let _ = write!(table, "  limit {limit:.2} {verdict}");
                }
                table.push('\n');
            }
        }
        table
    }

    /// Writes `bench/results.json`; groups that were not measured this time keep their former rows.
    pub fn save(&self) -> Result<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../results.json");
        let former: Option<Self> = fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str(&text).ok());
        let is_new = |name: &str| self.groups.iter().any(|group| group.name == name);
        let kept = former.map(|report| report.groups).unwrap_or_default().into_iter();
        let mut groups: Vec<Group> = kept.filter(|group| !is_new(&group.name)).collect();
        groups.extend(self.groups.iter().map(|group| Group { name: group.name.clone(), rows: group.rows.clone() }));
        groups.sort_by(|one, other| one.name.cmp(&other.name));
        let report = Self { machine: Machine::this(), groups };
        let text = serde_json::to_string_pretty(&report)? + "\n";
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

impl Machine {
    fn this() -> Self {
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        Self {
            processor: line_value("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_mib: memory_kib().unwrap_or_default() / 1024,
            system: system(),
            profile: profile.to_owned(),
        }
    }
}

/// What stands behind the colon of the first line that starts with the key.
fn line_value(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The most memory this process has taken so far, in MiB.
pub fn peak_mib() -> Result<f64> {
    let peak = line_value("/proc/self/status", "VmHWM").context("no VmHWM")?;
    let kib: f64 = peak.trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

fn memory_kib() -> Option<u64> {
    line_value("/proc/meminfo", "MemTotal")?.split_whitespace().next()?.parse().ok()
}

fn system() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", std::env::consts::OS, kernel.trim()).trim().to_owned()
}

/// Four digits are what a measurement on a shared machine is good for.
fn number(value: f64) -> String {
    if value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
