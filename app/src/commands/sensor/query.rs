//! `lotse sensor query`: a request answered from a file, as a server would answer it.

use std::{fmt::Write as _, fs, io::Read as _, path::PathBuf, process::ExitCode};

use anyhow::{Context, anyhow};
use clap::Args;
use lotse_sensorthings::{Answer, Body, EntityType, Problem, Service, Settings, load, load::LoadError};
use serde_json::{Map, Value};

use crate::{Outcome, say, say_error};

#[derive(Args)]
pub(crate) struct Options {
    /// Datei mit den Entitäten (JSON); `-` für die Standardeingabe
    #[arg(long, value_name = "DATEI")]
    entities: PathBuf,
    /// Nur die Antwort, wie ein Server sie gibt: JSON oder bei `$value` der bloße Wert
    #[arg(long)]
    json: bool,
    /// Adresse des Dienstes für die Verweise in der Antwort, zum Beispiel <https://example.org/v1.1>
    #[arg(long, value_name = "URL", value_parser = address)]
    base: Option<String>,
    /// Entitäten je Seite, wenn die Anfrage kein `$top` hat
    #[arg(long, value_name = "ZAHL", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    page_size: u64,
    /// Was `now()` ist (ohne Angabe: jetzt), zum Beispiel 2026-05-01T10:00:00Z
    #[arg(long, value_name = "ZEIT")]
    now: Option<jiff::Timestamp>,
    /// Die Anfrage, auch prozentkodiert oder mit Adresse davor: 'Things?$filter=…'
    #[arg(value_name = "ANFRAGE")]
    request: String,
}

/// The address of a service: whole, and without what belongs to a request.
fn address(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str = "eine Adresse, die mit https:// oder http:// beginnt und kein ?, # und Leerzeichen hat";
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let is_good = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"?#<>\"\\".contains(letter);
    let is_address = !host.trim_start_matches('/').is_empty() && !host.starts_with('/') && host.chars().all(is_good);
    if is_address { Ok(text.to_owned()) } else { Err(EXPECTED) }
}

pub(super) fn run(options: &Options) -> Outcome {
    let text = read(options)?;
    let loaded = load(&text).map_err(|error| not_understood(options, &error))?;
    for remark in &loaded.remarks {
        say_error(&format!("{}: {}", options.entities.display(), remark.german()));
    }
    let settings = Settings {
        base_url: options.base.as_deref().unwrap_or_default().trim_end_matches('/').to_owned(),
        page_size: options.page_size,
        now: options.now.unwrap_or_else(jiff::Timestamp::now),
        has_multi_datastreams: loaded.entities.number(EntityType::MultiDatastream) > 0,
        ..Settings::default()
    };
    let service = Service { entities: &loaded.entities, settings };
    let answer = service.answer(&options.request);
    if let Some(problem) = &answer.problem {
        say_error(&pointed(&options.request, problem));
    }
    say_answer(&answer, options.json)?;
    Ok(ExitCode::from(u8::from(answer.status >= 400)))
}

fn read(options: &Options) -> anyhow::Result<String> {
    let path = &options.entities;
    let unreadable = || format!("{} kann nicht gelesen werden", path.display());
    if path == std::path::Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).with_context(unreadable)?;
        return Ok(text);
    }
    fs::read_to_string(path).with_context(unreadable)
}

fn not_understood(options: &Options, error: &LoadError) -> anyhow::Error {
    let path = options.entities.display();
    match error {
        LoadError::NotJson { message } => anyhow!("{path} ist kein JSON: {message}"),
        LoadError::NoEntities => anyhow!(
            "{path} enthält keine Entitäten. Erwartet wird zum Beispiel {{\"Things\": [{{\"@iot.id\": 1, \"name\": …}}]}}"
        ),
    }
}

/// The request with a mark under what is wrong, and the reason.
fn pointed(request: &str, problem: &Problem) -> String {
    const BEFORE: usize = 60;
    const AFTER: usize = 30;
    let printable =
        |text: &str| -> String { text.chars().map(|each| if each.is_control() { '·' } else { each }).collect() };
    let position = &problem.position;
    let (Some(before), Some(wrong)) = (request.get(..position.start), request.get(position.clone())) else {
        return problem.german();
    };
    let before_length = before.chars().count();
    let start: String = before.chars().skip(before_length.saturating_sub(BEFORE)).collect();
    let rest: String = request[position.start..].chars().take(wrong.chars().count().min(BEFORE) + AFTER).collect();
    let marks = "^".repeat(wrong.chars().count().clamp(1, BEFORE));
    let blanks = " ".repeat(start.chars().count());
    format!("{}\n  {}{}\n  {blanks}{marks}", problem.german(), printable(&start), printable(&rest))
}

fn say_answer(answer: &Answer, is_bare: bool) -> anyhow::Result<()> {
    match &answer.body {
        Body::Empty if is_bare => {}
        Body::Empty => say("204: Die Eigenschaft hat keinen Wert."),
        Body::Text(text) => say(text),
        Body::Json(body) if is_bare => say(&serde_json::to_string(body)?),
        // What is wrong was said already.
        Body::Json(_) if answer.problem.is_some() => {}
        Body::Json(body) => say(table(body).trim_end()),
    }
    Ok(())
}

/// An answer for people: entities with their properties, what was expanded indented below them.
fn table(body: &Value) -> String {
    let mut text = String::new();
    match body.get("value").and_then(Value::as_array) {
        Some(entities) => {
            let count = body.get("@iot.count").and_then(Value::as_u64);
            let of = count.map(|count| format!(" von {count}")).unwrap_or_default();
            let _ = writeln!(text, "Einträge: {}{of}", entities.len());
            for entity in entities {
                show(entity, 0, &mut text);
            }
            if let Some(link) = body.get("@iot.nextLink").and_then(Value::as_str) {
                let _ = writeln!(text, "\nweiter: {link}");
            }
        }
        None => show(body, 0, &mut text),
    }
    text
}

fn show(value: &Value, depth: usize, text: &mut String) {
    let Value::Object(entity) = value else {
        let _ = writeln!(text, "{}{}", "  ".repeat(depth), short(value));
        return;
    };
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}{}", title(entity));
    for (key, value) in entity {
        if key.contains("@iot.") || (key == "name" && !title(entity).is_empty()) {
            continue;
        }
        match value {
            Value::Array(items) if items.iter().any(is_entity) => {
                let count = entity.get(&format!("{key}@iot.count")).and_then(Value::as_u64);
                let of = count.map(|count| format!(" von {count}")).unwrap_or_default();
                let _ = writeln!(text, "{indent}  {key} ({}{of})", items.len());
                for item in items {
                    show(item, depth + 2, text);
                }
            }
            single if is_entity(single) => {
                let _ = writeln!(text, "{indent}  {key}");
                show(single, depth + 2, text);
            }
            other => {
                let _ = writeln!(text, "{indent}  {key}: {}", short(other));
            }
        }
    }
}

/// Expanded entities are told from objects among the properties by what only servers write.
fn is_entity(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.keys().any(|key| key.contains("@iot.")))
}

fn title(entity: &Map<String, Value>) -> String {
    let link = entity.get("@iot.selfLink").and_then(Value::as_str);
    let place = link.and_then(|link| link.rsplit('/').next()).map(str::to_owned);
    // Rows of Observations name the Datastream they belong to.
    let stream = || {
        let mut links = entity.iter().filter(|(key, _)| entity.contains_key("dataArray") && key.ends_with("Link"));
        links.find_map(|(_, link)| link.as_str()?.rsplit('/').next()).map(str::to_owned)
    };
    let id = || entity.get("@iot.id").map(ToString::to_string);
    let place = place.or_else(id).or_else(stream).unwrap_or_default();
    let name = entity.get("name").and_then(Value::as_str).unwrap_or_default();
    format!("{place} {name}").trim().to_owned()
}

/// One line, not longer than people read, without control characters.
fn short(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut short: String = text.chars().take(LONGEST).map(|each| if each.is_control() { ' ' } else { each }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
