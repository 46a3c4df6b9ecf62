//! Batches as `multipart/mixed` (RFC 2046), each part an HTTP request, or a change set: again `multipart/mixed`.

use std::fmt::Write as _;

use super::{BatchAnswer, BatchError, BatchLimits, BatchRequest, METHODS, PartError, Step, StepAnswer, reason};

/// Longest boundary (RFC 2046, 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// Reads a batch sent with this content type.
pub fn read(content_type: &str, body: &str, limits: &BatchLimits) -> Result<Vec<Step>, BatchError> {
    if body.len() > limits.max_bytes {
        return Err(BatchError::TooLarge(limits.max_bytes));
    }
    let boundary = boundary(content_type).ok_or(BatchError::NoBoundary)?;
    let (mut steps, mut number) = (Vec::new(), 0);
    for (part, text) in parts(body, boundary).into_iter().enumerate() {
        let wrong = |what| BatchError::Part { part, what };
        let (headers, content) = headers(text, limits).map_err(wrong)?;
        let content_type = value(&headers, "content-type").unwrap_or("application/http");
        if has_type(content_type, "application/http") {
            steps.push(Step::Single(request(&headers, content, limits).map_err(wrong)?));
            number += 1;
        } else if has_type(content_type, "multipart/mixed") {
            let inner = super::multipart::boundary(content_type).ok_or(wrong(PartError::UnknownType))?;
            let requests = change_set(content, inner, limits).map_err(wrong)?;
            number += requests.len();
            steps.push(Step::ChangeSet(requests));
        } else {
            return Err(wrong(PartError::UnknownType));
        }
        if number > limits.max_requests {
            return Err(BatchError::TooMany(limits.max_requests));
        }
    }
    Ok(steps)
}

fn change_set(text: &str, boundary: &str, limits: &BatchLimits) -> Result<Vec<BatchRequest>, PartError> {
    let mut requests: Vec<BatchRequest> = Vec::new();
    for part in parts(text, boundary) {
        let (headers, content) = headers(part, limits)?;
        let content_type = value(&headers, "content-type").unwrap_or("application/http");
        if !has_type(content_type, "application/http") {
            return Err(PartError::UnknownType);
        }
        let request = request(&headers, content, limits)?;
        if request.method == "GET" {
            return Err(PartError::ReadInChangeSet);
        }
        if request.id.is_some() && requests.iter().any(|known| known.id == request.id) {
            return Err(PartError::IdTwice);
        }
        requests.push(request);
        if requests.len() > limits.max_requests {
            break;
        }
    }
    Ok(requests)
}

fn has_type(content_type: &str, wanted: &str) -> bool {
    content_type.split(';').next().is_some_and(|found| found.trim().eq_ignore_ascii_case(wanted))
}

/// `multipart/mixed; boundary="…"`
fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters.filter_map(|parameter| parameter.split_once('=')).find_map(|(name, value)| {
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })?;
    (!value.is_empty() && value.len() <= LONGEST_BOUNDARY).then_some(value)
}

/// What stands between lines with the boundary; before the first and behind the last stands nothing of value.
fn parts<'a>(text: &'a str, boundary: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let delimiter = line.trim_end().strip_prefix("--").and_then(|rest| rest.strip_prefix(boundary));
        if let Some(rest) = delimiter.filter(|rest| rest.is_empty() || *rest == "--") {
            if let Some(start) = start {
                parts.push(&text[start..at]);
            }
            if rest == "--" {
                return parts;
            }
            start = Some(at + line.len());
        }
        at += line.len();
    }
    // A batch that breaks off still has its last part.
    parts.extend(start.map(|start| &text[start..]));
    parts
}

type Headers<'a> = Vec<(&'a str, &'a str)>;

/// Header lines up to an empty line, and what follows.
fn headers<'a>(text: &'a str, limits: &BatchLimits) -> Result<(Headers<'a>, &'a str), PartError> {
    let (mut headers, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = behind;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(PartError::BadHeaders)?;
        headers.push((name.trim(), value.trim()));
        if headers.len() > limits.max_headers {
            return Err(PartError::BadHeaders);
        }
    }
    Ok((headers, rest))
}

fn value<'a>(headers: &Headers<'a>, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// `POST Things HTTP/1.1`, headers, body.
fn request(outer: &Headers<'_>, content: &str, limits: &BatchLimits) -> Result<BatchRequest, PartError> {
    let content = content.trim_start_matches(['\r', '\n']);
    let (line, rest) = content.split_once('\n').unwrap_or((content, ""));
    let (method, target) = line.trim().split_once(' ').ok_or(PartError::NoRequestLine)?;
    // Blanks in the address are wrong and common; the version at the end may be missing.
    let target = target.trim();
    let url =
        target.rsplit_once(' ').filter(|(_, version)| version.starts_with("HTTP/")).map_or(target, |(url, _)| url);
    let method = method.to_ascii_uppercase();
    if !METHODS.contains(&method.as_str()) || url.is_empty() {
        return Err(PartError::NoRequestLine);
    }
    let (inner, body) = headers(rest, limits)?;
    let body = body.trim();
    let body = if body.is_empty() { None } else { Some(serde_json::from_str(body).map_err(|_| PartError::BadBody)?) };
    let id = value(&inner, "content-id").or_else(|| value(outer, "content-id")).map(str::to_owned);
    let headers = inner.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(BatchRequest { id, method, url: url.trim().to_owned(), headers, body })
}

/// Writes the answers. The boundary must not stand in any of them.
pub fn write(answers: &[StepAnswer], boundary: &str) -> String {
    let mut text = String::new();
    for (number, answer) in answers.iter().enumerate() {
        let _ = write!(text, "--{boundary}\r\n");
        match answer {
            StepAnswer::Single(answer) => write_part(&mut text, answer),
            StepAnswer::ChangeSet(answers) => {
                let inner = format!("{boundary}-{number}");
                let _ = write!(text, "Content-Type: multipart/mixed;boundary={inner}\r\n\r\n");
                for answer in answers {
                    let _ = write!(text, "--{inner}\r\n");
                    write_part(&mut text, answer);
                }
                let _ = write!(text, "--{inner}--\r\n");
            }
        }
    }
    let _ = write!(text, "--{boundary}--\r\n");
    text
}

fn write_part(text: &mut String, answer: &BatchAnswer) {
    text.push_str("Content-Type: application/http\r\n");
    if let Some(id) = &answer.id {
        let _ = write!(text, "Content-ID: {}\r\n", one_line(id));
    }
    let _ = write!(text, "\r\nHTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    if let Some(location) = &answer.location {
        let _ = write!(text, "Location: {}\r\n", one_line(location));
    }
    match &answer.body {
        Some(body) => {
            let body = body.to_string();
            let _ = write!(text, "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}\r\n", body.len());
        }
        None => text.push_str("\r\n"),
    }
}

/// What came from outside must not begin a header of its own.
fn one_line(text: &str) -> String {
    text.chars().filter(|each| !each.is_control()).collect()
}
