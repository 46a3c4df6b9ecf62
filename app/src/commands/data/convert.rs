//! `lotse data convert`: a catalogue in another format, or as packages of CKAN.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use lotse_dcat::{
    Format, Graph, Profile, Unreadable, ckan,
    model::{self, Content},
    write::{self, Sloppy},
};
use serde_json::Value;

use super::{
    ProfileName,
    input::{self, Trouble},
};
use crate::{Outcome, say_error};

#[derive(Args)]
pub(crate) struct Options {
    /// Wohin
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Target,
    /// Datei, in die geschrieben wird; ohne Angabe die Standardausgabe
    #[arg(long, value_name = "DATEI")]
    out: Option<PathBuf>,
    /// Neu schreiben nach dieser Version von DCAT-AP.de; was sie nicht kennt, entfällt
    #[arg(long = "as", value_enum, value_name = "VERSION")]
    version: Option<Version>,
    /// Woher die Datei kommt: Damit werden unvollständige Adressen ergänzt
    #[arg(long, value_name = "ADRESSE")]
    base: Option<String>,
    /// Unzulässige Zeichen in Adressen ersetzen, zum Beispiel Leerzeichen durch %20
    #[arg(long)]
    repair: bool,
    /// Datei; `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    file: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Turtle
    Ttl,
    /// RDF/XML
    Rdf,
    /// JSON-LD
    Jsonld,
    /// N-Triples
    Nt,
    /// Pakete von CKAN: ein Datensatz ein Paket, mehrere eine Liste
    Ckan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Version {
    /// DCAT-AP.de 3.0
    De3,
    /// DCAT-AP.de 2.0
    De2,
}

impl Version {
    fn profile(self) -> Profile {
        match self {
            Self::De3 => ProfileName::De3.profile(),
            Self::De2 => ProfileName::De2.profile(),
        }
    }
}

/// What a file holds.
enum Held {
    Graph(Graph),
    /// It was no RDF, but packages.
    Content(Content),
}

pub(super) fn run(options: &Options) -> Outcome {
    let held = read(options)?;
    let (bytes, left_out) = match options.to {
        Target::Ckan => (packages(&held)?, 0),
        Target::Ttl => rdf(held, Format::Turtle, options)?,
        Target::Rdf => rdf(held, Format::RdfXml, options)?,
        Target::Jsonld => rdf(held, Format::JsonLd, options)?,
        Target::Nt => rdf(held, Format::NTriples, options)?,
    };
    match &options.out {
        Some(path) => {
            fs::write(path, bytes).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))?
        }
        // A closed pipe (`| head`) ends the program quietly.
        None if io::stdout().write_all(&bytes).is_err() => return Ok(ExitCode::SUCCESS),
        None => {}
    }
    Ok(ExitCode::from(u8::from(left_out > 0)))
}

fn read(options: &Options) -> anyhow::Result<Held> {
    let shown = options.file.display();
    let problem = |trouble: Trouble| anyhow!("{shown}: {}", trouble.german());
    let bytes = input::bytes(&options.file).map_err(problem)?;
    match input::catalogue(&bytes, &options.file, options.base.as_deref()) {
        Ok(reading) => {
            for notice in &reading.notices {
                say_error(&format!("{shown}: {}", notice.german()));
            }
            Ok(Held::Graph(reading.graph))
        }
        Err(Trouble::Unreadable(Unreadable::CkanPackage)) => {
            let datasets = ckan::packages(&bytes).map_err(|error| anyhow!("{shown}: {}", error.german()))?;
            Ok(Held::Content(Content { datasets, ..Content::default() }))
        }
        Err(trouble) => Err(problem(trouble)),
    }
}

/// The graph as it is, unless a version is asked for or there was none.
fn rdf(held: Held, format: Format, options: &Options) -> anyhow::Result<(Vec<u8>, usize)> {
    let sloppy = if options.repair { Sloppy::Repair } else { Sloppy::Refuse };
    let (content, version) = match (held, options.version) {
        (Held::Graph(graph), None) => return Ok((in_format(&graph, format, sloppy)?, 0)),
        (Held::Graph(graph), Some(version)) => (model::read::content(&graph), version),
        (Held::Content(content), version) => (content, version.unwrap_or(Version::De3)),
    };
    let written =
        model::write::content(&content, version.profile()).map_err(|_| anyhow!("Der Katalog ist zu groß."))?;
    for left_out in &written.left_out {
        say_error(&left_out.german());
    }
    Ok((in_format(&written.graph, format, sloppy)?, written.left_out.len()))
}

fn in_format(graph: &Graph, format: Format, sloppy: Sloppy) -> anyhow::Result<Vec<u8>> {
    write::write(graph, format, sloppy).map_err(|error| anyhow!(error.german()))
}

fn packages(held: &Held) -> anyhow::Result<Vec<u8>> {
    let datasets = match held {
        Held::Graph(graph) => model::read::content(graph).datasets,
        Held::Content(content) => content.datasets.clone(),
    };
    let mut packages: Vec<Value> = ckan::packages_of(&datasets);
    let value = match packages.len() {
        0 => bail!("Die Datei enthält keinen Datensatz."),
        1 => packages.remove(0),
        _ => Value::Array(packages),
    };
    let mut bytes = serde_json::to_vec_pretty(&value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
