//! Batches in both forms.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const BATCH: &str = "\
--batch_1\r
Content-Type: application/http\r
\r
GET https://example.org/v1.1/Things(1)?$select=name&$filter=name%20eq%20'a' HTTP/1.1\r
Host: example.org\r
\r
--batch_1\r
Content-Type: multipart/mixed;boundary=\"set\"\r
\r
--set\r
Content-Type: application/http\r
Content-ID: sensor1\r
\r
POST Sensors HTTP/1.1\r
Content-Type: application/json\r
\r
{ \"name\": \"Sonde\" }\r
--set\r
Content-Type: application/http\r
\r
PATCH $sensor1 HTTP/1.1\r
\r
{ \"description\": \"neu\" }\r
--set--\r
--batch_1\r
\r
DELETE Things(2) HTTP/1.1\r
\r
--batch_1--\r
behind the end
";

fn read(content_type: &str, body: &str) -> Result<Vec<Step>, BatchError> {
    read_multipart(content_type, body, &BatchLimits::default())
}

#[test]
fn parts_and_change_sets_are_read() {
    for (boundary, body) in [("batch_1", BATCH.to_owned()), ("\"batch_1\"", BATCH.replace('\r', ""))] {
        let steps = read(&format!("multipart/mixed; boundary={boundary}"), &body).unwrap();
        assert_eq!(steps.len(), 3);
        let Step::Single(get) = &steps[0] else { panic!("a single request") };
        assert_eq!(get.url, "https://example.org/v1.1/Things(1)?$select=name&$filter=name%20eq%20'a'");
        assert_eq!(get.headers, [("Host".to_owned(), "example.org".to_owned())]);
        let Step::ChangeSet(changes) = &steps[1] else { panic!("a change set") };
        assert_eq!(changes[0].id.as_deref(), Some("sensor1"));
        assert_eq!(changes[0].body, Some(json!({ "name": "Sonde" })));
        assert_eq!(changes[1].method, "PATCH");
        assert!(matches!(&steps[2], Step::Single(delete) if delete.method == "DELETE" && delete.body.is_none()));
    }
}

#[test]
fn references_to_earlier_requests_are_put_in() {
    let known = HashMap::from([("sensor1".to_owned(), ("Sensors(7)".to_owned(), json!(7)))]);
    let request = BatchRequest {
        id: None,
        method: "POST".to_owned(),
        url: "$sensor1/Datastreams?$top=1".to_owned(),
        headers: Vec::new(),
        body: Some(
            json!({ "Sensor": { "@iot.id": "$sensor1" }, "name": "$sensor1", "Thing": { "@iot.id": "$other" } }),
        ),
    };
    let resolved = request.resolved(&known);
    assert_eq!(resolved.url, "Sensors(7)/Datastreams?$top=1");
    let expected = json!({ "Sensor": { "@iot.id": 7 }, "name": "$sensor1", "Thing": { "@iot.id": "$other" } });
    assert_eq!(resolved.body, Some(expected));
}

#[test]
fn what_is_wrong_is_named_with_its_part() {
    let with = |text: &str| read("multipart/mixed;boundary=b", &format!("--b\r\n{text}\r\n--b--"));
    for (text, what) in [
        ("Content-Type: text/plain\r\n\r\nGET Things HTTP/1.1", PartError::UnknownType),
        ("\r\nFETCH Things HTTP/1.1", PartError::NoRequestLine),
        ("\r\nGET", PartError::NoRequestLine),
        ("\r\nPOST Things HTTP/1.1\r\n\r\n{", PartError::BadBody),
        ("no header\r\n\r\nGET Things HTTP/1.1", PartError::BadHeaders),
        (
            "Content-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n\r\nGET Things HTTP/1.1\r\n--c--",
            PartError::ReadInChangeSet,
        ),
    ] {
        assert_eq!(with(text), Err(BatchError::Part { part: 0, what }), "{text}");
    }
    assert_eq!(read("multipart/mixed", BATCH), Err(BatchError::NoBoundary));
    let many = "--b\n\nGET Things HTTP/1.1\n".repeat(1_001);
    assert_eq!(read("multipart/mixed;boundary=b", &many), Err(BatchError::TooMany(1_000)));
}

#[test]
fn the_json_form_groups_change_sets() {
    let body = json!({ "requests": [
        { "id": "1", "method": "get", "url": "Things" },
        { "id": "2", "atomicityGroup": "g", "method": "post", "url": "Sensors", "body": { "name": "a" } },
        { "id": "3", "atomicityGroup": "g", "method": "patch", "url": "$2", "body": {} },
        { "id": "4", "atomicityGroup": "h", "method": "delete", "url": "Things(1)" }
    ] });
    let steps = read_json(body.to_string().as_bytes(), &BatchLimits::default()).unwrap();
    let sizes: Vec<usize> = steps
        .iter()
        .map(|step| match step {
            Step::Single(_) => 0,
            Step::ChangeSet(requests) => requests.len(),
        })
        .collect();
    assert_eq!(sizes, [0, 2, 1]);
    let twice =
        json!({ "requests": [{ "id": "1", "method": "get", "url": "a" }, { "id": "1", "method": "get", "url": "b" }] });
    let error = read_json(twice.to_string().as_bytes(), &BatchLimits::default());
    assert_eq!(error, Err(BatchError::Part { part: 1, what: PartError::IdTwice }));
}

#[test]
fn answers_are_written_in_both_forms() {
    let created = BatchAnswer {
        id: Some("sensor1".to_owned()),
        status: 201,
        location: Some("Sensors(7)\r\nX-Evil: 1".to_owned()),
        body: None,
    };
    let missing = BatchAnswer { status: 404, body: Some(json!({ "code": 404 })), ..BatchAnswer::default() };
    let answers = [StepAnswer::ChangeSet(vec![created]), StepAnswer::Single(missing)];
    let text = write_multipart(&answers, "b");
    assert!(
        text.contains("Content-ID: sensor1\r\n\r\nHTTP/1.1 201 Created\r\nLocation: Sensors(7)X-Evil: 1\r\n"),
        "{text}"
    );
    assert!(text.contains(
        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"code\":404}"
    ));
    assert!(text.ends_with("--b--\r\n"));
    let json = write_json(&answers);
    assert_eq!(json["responses"][0]["headers"]["location"], "Sensors(7)\r\nX-Evil: 1");
    assert_eq!(json["responses"][1]["status"], 404);
}

proptest! {
    #[test]
    fn no_batch_is_too_odd(text in "(--b|--b--|\r\n|\n|GET a HTTP/1.1|Content-Type: |multipart/mixed;boundary=b|[a-z: {}]{0,5}){0,30}") {
        let _ = read("multipart/mixed;boundary=b", &text);
        let _ = read_json(text.as_bytes(), &BatchLimits::default());
    }
}
