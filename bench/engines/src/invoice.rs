//! Checking electronic invoices: over the suite against a bare read of the same bytes, against the figures of the
//! reference, against a peer; a very long one; the start of the command.

use std::{
    env, fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use lotse_einvoice::{Options, check_bytes};

use crate::{
    form::bare,
    report::{Row, cpu_seconds, median, peak_mib},
};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);
const UNIT: &str = "documents/CPU-s";

/// What SaxonC-HE with the official rule sets reaches, warm, in documents per CPU-second (shared/knowledge/einvoice.md).
const REFERENCE: [(&str, f64); 2] = [("UBL", 107.0), ("CII", 130.0)];
const TIMES_THE_REFERENCE: f64 = 100.0;
/// The check may take so many times what reading the bytes takes.
const OF_A_BARE_READ: f64 = 4.0;

const STARTS: usize = 30;
const START_MS: f64 = 10.0;
/// Twice as long may cost a little more than twice: caches, growing vectors.
const LINEAR: f64 = 0.5;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (syntax, reference) in REFERENCE {
        let files: Vec<Vec<u8>> = suite()?
            .into_iter()
            .filter(|(_, bytes)| is_cii(bytes) == (syntax == "CII"))
            .map(|(_, bytes)| bytes)
            .collect();
        if files.is_empty() {
            continue;
        }
        rows.extend(over_the_suite(syntax, reference, &files)?);
    }
    rows.extend(long()?);
    Ok(rows)
}

fn over_the_suite(syntax: &str, reference: f64, files: &[Vec<u8>]) -> Result<[Row; 2]> {
    let options = Options::default();
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peer.push(rate(files, bare)?);
        own.push(rate(files, |file| {
            // What cannot be read has been read as far as it goes.
            let _ = black_box(check_bytes(file, &options));
            Ok(())
        })?);
    }
    let (own, peer) = (median(own), median(peer));
    let kib = files.iter().map(Vec::len).sum::<usize>() / 1024;
    let name = format!("check, {} {syntax} of the suite, {kib} KiB", files.len());
    Ok([
        Row::rate(name.clone(), own, UNIT).against("quick-xml", peer).at_least(1.0 / OF_A_BARE_READ),
        Row::rate(name, own, UNIT).against("SaxonC, as stated", reference).at_least(TIMES_THE_REFERENCE),
    ])
}

/// Documents per second of processor time of this thread.
fn rate(files: &[Vec<u8>], work: impl Fn(&[u8]) -> Result<()>) -> Result<f64> {
    let (start, begin, mut count) = (Instant::now(), cpu_seconds()?, 0.0);
    // Whole rounds, so that long and short documents count as often as they are there.
    while start.elapsed() < ROUND_TIME {
        for file in files {
            work(file)?;
            count += 1.0;
        }
    }
    Ok(count / (cpu_seconds()? - begin))
}

/// The documents of the suite; none where it is not there.
fn suite() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice/files");
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.into_iter().map(|path| Ok((path.clone(), fs::read(path)?))).collect()
}

fn is_cii(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4_000)];
    head.windows(20).any(|window| window == b"CrossIndustryInvoice")
}

// ---- A long one ----

const SMALL: &str = include_str!("../../../fuzz/seeds/invoice_ubl/small.xml");
const SMALL_CII: &str = include_str!("../../../fuzz/seeds/invoice_cii/small.xml");

/// The invoice in `small` with its only line so many times; sums and numbers are put right.
fn with_lines(small: &str, count: usize) -> Result<String> {
    let (open, close, id) = if small.contains("<cac:InvoiceLine>") {
        ("<cac:InvoiceLine>", "</cac:InvoiceLine>", "<cbc:ID>1</cbc:ID>")
    } else {
        (
            "<ram:IncludedSupplyChainTradeLineItem>",
            "</ram:IncludedSupplyChainTradeLineItem>",
            "<ram:LineID>1</ram:LineID>",
        )
    };
    let (head, rest) = small.split_once(open).context("no line")?;
    let (line, tail) = rest.split_once(close).context("no end of the line")?;
    let sums = |text: &str| {
        let (net, vat) = (count * 1000, count * 190);
        text.replace("1000.00", &format!("{net}.00"))
            .replace("190.00", &format!("{vat}.00"))
            // What was 1190.00.
            .replace(&format!("1{vat}.00"), &format!("{}.00", net + vat))
    };
    let mut text = sums(head);
    for number in 1..=count {
        text.push_str(open);
        text.push_str(&line.replacen(id, &id.replace('1', &number.to_string()), 1));
        text.push_str(close);
    }
    text.push_str(&sums(tail));
    Ok(text)
}

struct Cost {
    seconds: f64,
    mib: f64,
}

/// Time and memory of the check of one invoice, by a process of its own.
fn cost(path: &Path) -> Result<Cost> {
    let output = Command::new(env::current_exe()?).arg("as-invoice").arg(path).output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut words = text.split_whitespace().map(str::parse::<f64>);
    let (Some(Ok(seconds)), Some(Ok(mib))) = (words.next(), words.next()) else {
        bail!("as-invoice said {text}: {}", String::from_utf8_lossy(&output.stderr));
    };
    Ok(Cost { seconds, mib })
}

/// The other side of [`cost`]: checks a file and says what that cost. An invoice that is not accepted is an error, as
/// documents with errors cost other things.
pub fn as_invoice(path: &Path) -> Result<String> {
    let bytes = fs::read(path)?;
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = cpu_seconds()?;
        let verdict = check_bytes(&bytes, &Options::default())?;
        seconds.push(cpu_seconds()? - begin);
        ensure!(
            verdict.accept() == Some(true),
            "{}: {:?}",
            path.display(),
            verdict.fired(lotse_einvoice::rules::Level::Fatal)
        );
    }
    Ok(format!("{} {}", median(seconds), peak_mib()?))
}

fn long() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let mut rows = Vec::new();
    for (syntax, small) in [("UBL", SMALL), ("CII", SMALL_CII)] {
        let mut costs = Vec::new();
        for count in [1, 5_000, 50_000] {
            let path = folder.path().join(format!("{syntax}-{count}.xml"));
            fs::write(&path, with_lines(small, count)?)?;
            costs.push(cost(&path)?);
        }
        let [one, short, long] = costs.try_into().ok().context("three were measured")?;
        let (short_time, long_time) = (short.seconds / 5_000.0, long.seconds / 50_000.0);
        let (short_memory, long_memory) = ((short.mib - one.mib) / 5_000.0, (long.mib - one.mib) / 50_000.0);
        rows.push(Row::rate(format!("{syntax}, 50,000 lines: the check"), long.seconds, "s"));
        rows.push(
            Row::rate(format!("{syntax}, 50,000 lines: time a line"), long_time * 1e6, "µs")
                .against_cost("5,000 lines", short_time * 1e6)
                .at_least(LINEAR),
        );
        rows.push(Row::rate(format!("{syntax}, 50,000 lines: memory"), long.mib, "MiB"));
        rows.push(
            Row::rate(format!("{syntax}, 50,000 lines: memory a line"), long_memory * 1024.0, "KiB")
                .against_cost("5,000 lines", short_memory * 1024.0)
                .at_least(LINEAR),
        );
    }
    Ok(rows)
}

// ---- The command ----

/// The program as it is shipped; `cargo xtask bench` builds it first and says where.
fn lotse() -> Result<Command> {
    Ok(Command::new(env::var_os("LOTSE_PROGRAM").context("LOTSE_PROGRAM does not say where the program lotse is")?))
}

/// From nothing to the verdict on one small file; also as processor time, which other programs do not lengthen.
pub fn start() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("small.xml");
    fs::write(&path, SMALL)?;
    let mut times = Vec::new();
    let begin = children_seconds()?;
    for _ in 0..STARTS {
        let mut command = lotse()?;
        command.args(["invoice", "check"]).arg(&path).stdout(Stdio::null());
        let begin = Instant::now();
        let status = command.status()?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        ensure!(status.success(), "the small invoice is not accepted");
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of starts")]
    let processor = (children_seconds()? - begin) * 1e3 / STARTS as f64;
    let name = "lotse invoice check, one small file";
    Ok(vec![
        Row::rate(format!("{name}, median of {STARTS}"), median(times), "ms")
            .against_cost("limit", START_MS)
            .at_least(1.0),
        Row::rate(format!("{name}, processor time"), processor, "ms"),
    ])
}

// ---- The peer ----

/// The command against `en16931-cli` from the registry, on the same files in one process each.
pub fn peer() -> Result<Vec<Row>> {
    let files = suite()?;
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let folder = tempfile::tempdir()?;
    let mut install = Command::new("cargo");
    install.args(["install", "--quiet", "--locked", "en16931-cli", "--version", PEER, "--root"]).arg(folder.path());
    install.current_dir(folder.path());
    ensure!(install.status()?.success(), "en16931-cli could not be installed");
    let mut rows = Vec::new();
    for (syntax, _) in REFERENCE {
        let of_it = files.iter().filter(|(_, bytes)| is_cii(bytes) == (syntax == "CII"));
        let paths: Vec<&PathBuf> = of_it.map(|(path, _)| path).collect();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let mut peer = Command::new(folder.path().join("bin/en16931"));
            peer.args(["validate", "--format", "json"]).args(&paths);
            theirs.push(of_command(&mut peer, paths.len())?);
            let mut own = lotse()?;
            own.args(["invoice", "check", "--json"]).args(&paths);
            ours.push(of_command(&mut own, paths.len())?);
        }
        let name = format!("command, JSON, {} {syntax} of the suite", paths.len());
        rows.push(Row::rate(name, median(ours), UNIT).against("en16931-cli", median(theirs)).at_least(1.0));
    }
    Ok(rows)
}

const PEER: &str = "0.8.0";

/// Documents per second of processor time of a program, its start included.
fn of_command(command: &mut Command, documents: usize) -> Result<f64> {
    let begin = children_seconds()?;
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().context("cannot start a program")?;
    #[expect(clippy::cast_precision_loss, reason = "some thousand documents")]
    Ok(documents as f64 / (children_seconds()? - begin).max(0.01))
}

/// Processor time of programs that have ended: fields 16 and 17 of `/proc/self/stat` (proc(5)), in hundredths.
fn children_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let rest = text.rsplit_once(") ").context("unexpected /proc/self/stat")?.1;
    let field = |place: usize| rest.split(' ').nth(place).and_then(|word| word.parse::<f64>().ok());
    Ok((field(13).context("no cutime")? + field(14).context("no cstime")?) / 100.0)
}
