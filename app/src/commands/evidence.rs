//! `lotse evidence verify`: time stamps, evidence records and transfer notes, checked against the data they are about.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use lotse_evidence::{
    Hash,
    record::{DataObject, Evidence, LARGEST_RECORD, Report, verify_record, verify_token},
    time_stamp::{DigestAlgorithm, Fault, Suitability, TimeStampRequest, Trust, TrustedCertificate},
    transfer_note::TransferNote,
};

use crate::{Outcome, commands::files::Missing, say, say_error};

/// Certificates, requests and tables are small; anything larger is something else.
const LARGEST_SIDE_FILE: u64 = 1 << 20;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft Zeitstempel (RFC 3161), Beweisdatensätze (RFC 4998) und Transfervermerke gegen ihre Daten
    ///
    /// `NACHWEIS` ist ein Beweisdatensatz, ein Zeitstempel, die Antwort einer Zeitstempelstelle oder ein Transfervermerk;
    /// was es ist, wird erkannt. Mehrere Dateien gelten als Gruppe, die der Nachweis als Ganzes belegt. Der Bericht nennt
    /// das schwächste Glied. Ohne `--trust` hält kein Zeitstempel: Wem Sie vertrauen, sagen Sie.
    #[command(after_help = EXAMPLES)]
    Verify(Verify),
}

const EXAMPLES: &str = "\
Beispiele:
  lotse evidence verify --trust wurzel.pem akte.ers akte.pdf
  lotse evidence verify --trust wurzel.pem --request anfrage.tsq antwort.tsr vertrag.pdf
  lotse evidence verify --json --trust wurzel.pem --at 2035-01-01T00:00:00Z akte.ers akte.pdf
  lotse evidence verify transfervermerk.json scan.pdf

Ein Transfervermerk (ersetzendes Scannen) ist eine JSON-Datei. Kein Befehl schreibt sie; das Scansystem oder Sie tun es:
  {\"format\": \"lotse-transfer-note-1\", \"creator\": \"Scanstelle\", \"scanned_at\": \"2027-03-01T09:30:00Z\",
   \"technical_environment\": \"Scanner und Programme\", \"organisational_environment\": \"Scananweisung, Stelle\",
   \"anomalies\": [],
   \"quality_control\": {\"passed\": true, \"inspector\": \"Name\", \"remarks\": \"Sichtprüfung aller Seiten\"},
   \"scans\": [{\"name\": \"scan.pdf\", \"bytes\": 4, \"sha256\": \"64 Hexadezimalziffern von sha256sum\"}]}

Ende mit 0: der Nachweis hält; 1: er hält nicht oder ist keiner; 2: eine Datei konnte nicht gelesen werden.";

#[derive(Args)]
pub(crate) struct Verify {
    /// Gibt das Ergebnis als JSON aus
    #[arg(long)]
    json: bool,
    /// Zertifikat, dem Sie vertrauen (PEM oder DER); mehrfach möglich
    #[arg(long, visible_alias = "ca", value_name = "DATEI")]
    trust: Vec<PathBuf>,
    /// Weitere Zertifikate zwischen Zeitstempelstelle und Vertrauensanker; mehrfach möglich
    #[arg(long, value_name = "DATEI")]
    untrusted: Vec<PathBuf>,
    /// Anfrage, zu der die Antwort gehören muss (Zufallszahl, Hashwert, Richtlinie)
    #[arg(long, value_name = "DATEI")]
    request: Option<PathBuf>,
    /// Eigene Tabelle, bis wann welches Verfahren geeignet ist (JSON)
    #[arg(long, value_name = "DATEI")]
    suitability: Option<PathBuf>,
    /// Zeitpunkt der Prüfung, zum Beispiel 2035-01-01T00:00:00Z; sonst jetzt
    #[arg(long, value_name = "ZEIT")]
    at: Option<Timestamp>,
    /// Der Nachweis
    #[arg(value_name = "NACHWEIS")]
    record: PathBuf,
    /// Die Daten, die er belegen soll
    #[arg(value_name = "DATEI", required = true)]
    data: Vec<PathBuf>,
}

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Verify(options) = command;
    match verify(options) {
        // Who reads lines gets one also where there is nothing to report.
        Err(error) if options.json => {
            say(&serde_json::json!({ "ok": false, "error": format!("{error:#}") }).to_string());
            Ok(ExitCode::from(2))
        }
        other => other,
    }
}

fn verify(options: &Verify) -> Outcome {
    let record = read(&options.record, LARGEST_RECORD as u64).map_err(|error| match swapped(options) {
        Some(hint) => error.context(hint),
        None => error,
    })?;
    let report = if record.trim_ascii_start().starts_with(b"{") {
        transfer_note(&record, &options.data)?
    } else {
        evidence(&record, options)?
    };
    if report.weakest_link.code == "unreadable"
        && let Some(hint) = swapped(options)
    {
        say_error(&hint);
    }
    if options.json {
        say(&serde_json::to_string(&report)?);
    } else {
        say(report.to_string().trim_end());
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Where the first file is no evidence and a later one is, that.
fn swapped(options: &Verify) -> Option<String> {
    let is_evidence = |path: &PathBuf| {
        let Ok(bytes) = read(path, LARGEST_RECORD as u64) else { return false };
        let is_note = || TransferNote::from_json(&String::from_utf8_lossy(&bytes)).is_ok();
        Evidence::from_der(&bytes).is_ok() || is_note()
    };
    if !options.record.is_file() || is_evidence(&options.record) {
        return None;
    }
    let found = options.data.iter().find(|path| is_evidence(path))?;
    Some(format!(
        "„{}“ ist kein Nachweis, „{}“ ist einer. Nennen Sie zuerst den Nachweis, dann die Daten.",
        options.record.display(),
        found.display()
    ))
}

fn evidence(record: &[u8], options: &Verify) -> anyhow::Result<Report> {
    let trust = trust(options)?;
    let at = options.at.unwrap_or_else(Timestamp::now).as_millisecond();
    let evidence = match Evidence::from_der(record) {
        Ok(evidence) => evidence,
        Err(fault) => return Ok(Report::unreadable("unknown", &fault)),
    };
    let algorithms = evidence.algorithms();
    let data = options.data.iter().map(|path| data_object(path, &algorithms)).collect::<Result<Vec<_>, _>>()?;
    match evidence {
        Evidence::Record(record) => {
            anyhow::ensure!(
                options.request.is_none(),
                "Eine Anfrage gehört zu einem Zeitstempel, nicht zu einem Beweisdatensatz"
            );
            Ok(verify_record(&record, &data, &trust, at))
        }
        Evidence::Token(token) => {
            let report = verify_token(&token, &data, &trust, at);
            let Some(path) = &options.request else { return Ok(report) };
            let request = TimeStampRequest::from_der(&read(path, LARGEST_SIDE_FILE)?);
            Ok(report.with("Anfrage", request.and_then(|request| request.check(&token.statement))))
        }
    }
}

fn trust(options: &Verify) -> anyhow::Result<Trust> {
    let certificates = |paths: &[PathBuf]| -> anyhow::Result<Vec<TrustedCertificate>> {
        let mut found = Vec::new();
        for path in paths {
            found.extend(named(path, TrustedCertificate::read_file(&read(path, LARGEST_SIDE_FILE)?))?);
        }
        Ok(found)
    };
    let mut trust = Trust::in_anchors(certificates(&options.trust)?);
    trust.others = certificates(&options.untrusted)?;
    if let Some(path) = &options.suitability {
        let text = String::from_utf8(read(path, LARGEST_SIDE_FILE)?)
            .with_context(|| format!("{} ist kein Text in UTF-8", path.display()))?;
        trust.suitability = named(path, Suitability::from_json(&text))?;
    }
    Ok(trust)
}

fn transfer_note(bytes: &[u8], paths: &[PathBuf]) -> anyhow::Result<Report> {
    let note = match TransferNote::from_json(&String::from_utf8_lossy(bytes)) {
        Ok(note) => note,
        Err(fault) => return Ok(Report::unreadable("transfer_note", &fault)),
    };
    let mut files = Vec::new();
    for path in paths {
        let (bytes, mut hashes) = hash_file(path, &[DigestAlgorithm::Sha256].into())?;
        let hash = hashes.remove(&DigestAlgorithm::Sha256).and_then(|hash| Hash::from_slice(&hash));
        files.push((path.display().to_string(), bytes, hash.context("no SHA-256")?));
    }
    Ok(note.verify(&files))
}

fn data_object(path: &Path, algorithms: &BTreeSet<DigestAlgorithm>) -> anyhow::Result<DataObject> {
    let (_, hashes) = hash_file(path, algorithms)?;
    Ok(DataObject { name: path.display().to_string(), hashes })
}

/// Length and hashes of a file, in one pass and without holding it in memory.
fn hash_file(
    path: &Path,
    algorithms: &BTreeSet<DigestAlgorithm>,
) -> anyhow::Result<(u64, BTreeMap<DigestAlgorithm, Vec<u8>>)> {
    let unreadable = |error| cannot_read(path, error);
    let mut file = File::open(path).map_err(unreadable)?;
    let mut hashers: Vec<_> = algorithms.iter().map(|algorithm| (*algorithm, algorithm.hasher())).collect();
    let (mut buffer, mut length) = (vec![0; 1 << 16], 0);
    loop {
        let count = file.read(&mut buffer).map_err(unreadable)?;
        if count == 0 {
            break;
        }
        length += count as u64;
        for (_, hasher) in &mut hashers {
            hasher.update(&buffer[..count]);
        }
    }
    Ok((length, hashers.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish())).collect()))
}

/// In the words of the other commands.
fn cannot_read(path: &Path, error: std::io::Error) -> anyhow::Error {
    anyhow::anyhow!("{}: {}", path.display(), Missing::from(error).german("keine Datei"))
}

fn read(path: &Path, largest: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| cannot_read(path, error))?;
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| cannot_read(path, error))?;
    anyhow::ensure!(bytes.len() as u64 <= largest, "{} ist zu groß", path.display());
    Ok(bytes)
}

fn named<T>(path: &Path, outcome: Result<T, Fault>) -> anyhow::Result<T> {
    outcome.map_err(|fault| anyhow::anyhow!("{}: {fault}", path.display()))
}
