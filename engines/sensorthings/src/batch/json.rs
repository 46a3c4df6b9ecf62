//! Batches as JSON: `{"requests": [{"id": "1", "method": "get", "url": "Things", "atomicityGroup": "g"}]}`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{BatchAnswer, BatchError, BatchLimits, BatchRequest, METHODS, PartError, Step, StepAnswer};

/// Reads a batch. Requests of the same group that follow each other are a change set.
pub fn read(body: &[u8], limits: &BatchLimits) -> Result<Vec<Step>, BatchError> {
    if body.len() > limits.max_bytes {
        return Err(BatchError::TooLarge(limits.max_bytes));
    }
    let body: Value = serde_json::from_slice(body).map_err(|error| BatchError::NotJson(error.to_string()))?;
    let Some(requests) = body.get("requests").and_then(Value::as_array) else {
        return Err(BatchError::Part { part: 0, what: PartError::Incomplete });
    };
    if requests.len() > limits.max_requests {
        return Err(BatchError::TooMany(limits.max_requests));
    }
    let (mut steps, mut ids, mut last_group) = (Vec::new(), HashSet::new(), None);
    for (part, entry) in requests.iter().enumerate() {
        let wrong = |what| BatchError::Part { part, what };
        let request = request(entry, limits).map_err(wrong)?;
        if request.id.as_ref().is_some_and(|id| !ids.insert(id.clone())) {
            return Err(wrong(PartError::IdTwice));
        }
        let group = entry.get("atomicityGroup").and_then(Value::as_str);
        if group.is_some() && request.method == "GET" {
            return Err(wrong(PartError::ReadInChangeSet));
        }
        match steps.last_mut() {
            Some(Step::ChangeSet(requests)) if group.is_some() && group == last_group => requests.push(request),
            _ if group.is_some() => steps.push(Step::ChangeSet(vec![request])),
            _ => steps.push(Step::Single(request)),
        }
        last_group = group;
    }
    Ok(steps)
}

fn request(entry: &Value, limits: &BatchLimits) -> Result<BatchRequest, PartError> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let method = text("method").ok_or(PartError::Incomplete)?.to_ascii_uppercase();
    let url = text("url").ok_or(PartError::Incomplete)?.to_owned();
    if !METHODS.contains(&method.as_str()) {
        return Err(PartError::NoRequestLine);
    }
    let mut headers = Vec::new();
    for (name, value) in entry.get("headers").and_then(Value::as_object).into_iter().flatten() {
        headers.push((name.clone(), value.as_str().ok_or(PartError::BadHeaders)?.to_owned()));
    }
    if headers.len() > limits.max_headers {
        return Err(PartError::BadHeaders);
    }
    let body = entry.get("body").filter(|body| !body.is_null()).cloned();
    Ok(BatchRequest { id: text("id").map(str::to_owned), method, url, headers, body })
}

/// Writes the answers, one for each request.
pub fn write(answers: &[StepAnswer]) -> Value {
    let mut responses = Vec::new();
    for answer in answers {
        match answer {
            StepAnswer::Single(answer) => responses.push(response(answer)),
            StepAnswer::ChangeSet(answers) => responses.extend(answers.iter().map(response)),
        }
    }
    json!({ "responses": responses })
}

fn response(answer: &BatchAnswer) -> Value {
    let mut response = Map::new();
    if let Some(id) = &answer.id {
        response.insert("id".to_owned(), Value::from(id.as_str()));
    }
    response.insert("status".to_owned(), Value::from(answer.status));
    if let Some(location) = &answer.location {
        response.insert("headers".to_owned(), json!({ "location": location }));
    }
    if let Some(body) = &answer.body {
        response.insert("body".to_owned(), body.clone());
    }
    Value::Object(response)
}
