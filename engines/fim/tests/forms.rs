//! Forms, answers and conditions as applicants meet them, on a schema of our own.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use lotse_fim::form::{InputKind, NodeText};
use lotse_fim::{
    AnswerKey, AnswerValue, Answers, Conditions, ErrorCode, FileReference, Form, FormOptions, Limits, NodePath,
    canonical, sample_answers, validate_all, validate_step,
};
use proptest::prelude::*;

fn schema() -> lotse_fim::Schema {
    lotse_fim::read(Cursor::new(include_str!("small.xml")), &Limits::default()).unwrap()
}

fn form() -> Form {
    Form::from_schema(&schema(), &FormOptions::default())
}

fn key(text: &str) -> AnswerKey {
    text.parse().unwrap()
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (name, text) in pairs {
        answers.set_text(key(name), *text);
    }
    answers
}

fn codes(answers: &Answers, conditions: &Conditions) -> Vec<(String, ErrorCode)> {
    validate_all(&form(), answers, conditions).into_iter().map(|error| (error.key.to_string(), error.code)).collect()
}

const PLATE: &str = "F99000000001[0]";
const START: &str = "G99000000001[0].F99000000002[0]";
const END: &str = "G99000000001[0].F99000000003[0]";
const FILE: &str = "G99000000001[0].G99000000002[0].F99000000004[0]";
const KIND: &str = "G99000000001[0].G99000000002[0].F99000000005[0]";

fn file(media_type: &str, size: u64) -> AnswerValue {
    AnswerValue::File(FileReference {
        name: "nachweis.pdf".to_owned(),
        media_type: media_type.to_owned(),
        size,
        reference: "sha256:00".to_owned(),
    })
}

#[test]
fn steps_and_inputs() {
    let form = form();
    let titles: Vec<&str> = form.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(titles, ["Angaben", "Weitere Person"]);
    let input = |path: &str| form.node(&NodePath::from(path)).unwrap().field().unwrap().input;
    assert_eq!(input("F99000000001"), InputKind::Text);
    assert_eq!(input("G99000000001.F99000000002"), InputKind::Date);
    assert_eq!(input("G99000000001.G99000000002.F99000000004"), InputKind::File);
    assert_eq!(input("G99000000001.G99000000002.F99000000005"), InputKind::Radio);
    assert!(form.open_points.is_empty());
}

#[test]
fn required_only_where_something_is_given() {
    let none = Conditions::default();
    assert_eq!(codes(&Answers::new(), &none), [(PLATE.to_owned(), ErrorCode::Required)]);
    let plate = answers(&[(PLATE, "PB-AB 12")]);
    assert_eq!(codes(&plate, &none), []);
    // The optional group is given as soon as one field of it is.
    let half = answers(&[(PLATE, "PB-AB 12"), (END, "14.03.2027")]);
    assert_eq!(codes(&half, &none), [(START.to_owned(), ErrorCode::Required)]);
    assert_eq!(validate_step(&form(), 0, &half, &none), []);
    assert_eq!(validate_step(&form(), 1, &half, &none).len(), 1);
}

#[test]
fn wrong_values() {
    let none = Conditions::default();
    let wrong = answers(&[(PLATE, "pb"), (START, "31.02.2027")]);
    assert_eq!(codes(&wrong, &none), [(PLATE.to_owned(), ErrorCode::Pattern), (START.to_owned(), ErrorCode::Date)]);
    let errors = validate_all(&form(), &wrong, &none);
    assert_eq!(errors[1].message("de"), "Geben Sie ein Datum ein, zum Beispiel 14.03.2027.");
    assert!(errors[1].message("en").starts_with("Enter a date"));
    let long = answers(&[(PLATE, "PBX-AB 12345678")]);
    assert_eq!(codes(&long, &none), [(PLATE.to_owned(), ErrorCode::TooLong)]);
    let control = answers(&[(PLATE, "PB-AB\u{7}12")]);
    assert_eq!(codes(&control, &none), [(PLATE.to_owned(), ErrorCode::Characters)]);
}

#[test]
fn choices_files_and_repeats() {
    let none = Conditions::default();
    let mut both = answers(&[(PLATE, "PB-AB 12"), (START, "1.1.2027"), (KIND, "c")]);
    both.set(key(FILE), file("application/pdf", 10));
    let found: Vec<ErrorCode> = codes(&both, &none).into_iter().map(|(_, code)| code).collect();
    assert_eq!(found, [ErrorCode::ChoiceTooMany, ErrorCode::NotAnOption]);
    both.remove(&key(KIND));
    assert_eq!(codes(&both, &none), []);
    both.set(key(FILE), file("application/pdf", 2_000_001));
    assert_eq!(codes(&both, &none), [(FILE.to_owned(), ErrorCode::FileTooLarge)]);
    both.set(key(FILE), file("text/html", 10));
    assert_eq!(codes(&both, &none), [(FILE.to_owned(), ErrorCode::FileType)]);
    both.set_text(key(FILE), "no file");
    assert_eq!(codes(&both, &none), [(FILE.to_owned(), ErrorCode::File)]);
    let mut four = answers(&[(PLATE, "PB-AB 12")]);
    for occurrence in 0..4 {
        four.set_text(key(&format!("G99000000001[{occurrence}].F99000000002[0]")), "1.1.2027");
    }
    assert_eq!(codes(&four, &none), [("G99000000001[3]".to_owned(), ErrorCode::TooMany)]);
}

#[test]
fn occurrences_come_and_go() {
    let form = form();
    let group = form.node(&NodePath::from("G99000000001")).unwrap();
    let states = Conditions::default().states(&form, &Answers::new());
    let mut given = answers(&[(START, "1.1.2027")]);
    let shown = form.instances(1, &given, &states);
    assert_eq!(shown.len(), 1);
    assert!(shown[0].can_add && !shown[0].can_remove);
    given.add_occurrence(&AnswerKey::root(), group);
    let shown = form.instances(1, &given, &states);
    assert_eq!(shown.len(), 2);
    assert!(!shown[0].can_add && shown[1].can_add && shown[1].can_remove);
    given.set_text(key("G99000000001[1].F99000000002[0]"), "2.2.2027");
    given.remove_occurrence(&key("G99000000001[0]"));
    assert_eq!(given.text(&key(START)), Some("2.2.2027"));
    assert_eq!(given.len(), 1);
}

#[test]
fn posted_steps_replace_texts_and_keep_files() {
    let form = form();
    let mut kept = answers(&[(PLATE, "PB-AB 12"), (START, "1.1.2027")]);
    kept.set(key(FILE), file("application/pdf", 10));
    let posted = Answers::from_form_pairs([
        (key(START).html_name(), "2.2.2027"),
        (key(FILE).html_name(), ""),
        (key(PLATE).html_name(), "another step"),
        ("csrf".to_owned(), "token"),
        ("G99000000001:0.F1:0".to_owned(), "unknown"),
    ]);
    kept.merge_step(&form, 1, posted);
    assert_eq!(kept.text(&key(PLATE)), Some("PB-AB 12"));
    assert_eq!(kept.text(&key(START)), Some("2.2.2027"));
    assert!(kept.file(&key(FILE)).is_some());
    assert_eq!(kept.len(), 3);
}

#[test]
fn overrides_and_hidden_nodes() {
    let mut options = FormOptions { language: "en".to_owned(), ..FormOptions::default() };
    let english = NodeText { label: Some("Number plate".to_owned()), help: Some("As on the car".to_owned()) };
    options.texts.insert("F99000000001".to_owned(), BTreeMap::from([("en".to_owned(), english)]));
    options.hidden = BTreeSet::from(["G99000000001".to_owned()]);
    let form = Form::from_schema(&schema(), &options);
    let plate = form.node(&NodePath::from("F99000000001")).unwrap();
    assert_eq!((plate.label.as_str(), plate.help.as_deref()), ("Number plate", Some("As on the car")));
    let none = Conditions::default();
    let given = answers(&[(PLATE, "PB-AB 12"), (END, "nonsense")]);
    assert_eq!(validate_all(&form, &given, &none), []);
    assert_eq!(canonical(&form, &given, &none), answers(&[(PLATE, "PB-AB 12")]));
}

#[test]
fn canonical_values() {
    let given = answers(&[(PLATE, " PB-AB 12 "), (START, "1.1.2027"), (END, "")]);
    let kept = canonical(&form(), &given, &Conditions::default());
    assert_eq!(kept, answers(&[(PLATE, "PB-AB 12"), (START, "2027-01-01")]));
    let nested = kept.to_nested(&form());
    assert_eq!(
        nested,
        serde_json::json!({"F99000000001": "PB-AB 12", "G99000000001": [{"F99000000002": "2027-01-01"}]})
    );
}

const RULES: &str = r#"[
  {"rule_id": "R1", "actions": ["required"], "target_id": "F99000000003", "context": ["G99000000001"],
   "text": "Das Ende fehlt.", "condition": {"equal": [{"identifier": "self.F99000000005"}, "a"]}},
  {"rule_id": "R2", "actions": ["validation"], "context": ["G99000000001"],
   "text": "Der Beginn liegt vor dem Ende.",
   "condition": {"less_than": [{"identifier": "self.F99000000002"}, {"identifier": "self.F99000000003"}]}},
  {"rule_id": "R3", "actions": ["hide"], "target_id": "G99000000001",
   "condition": {"equal": [{"identifier": "F99000000001"}, "PB-X 1"]}},
  {"rule_id": "R4", "actions": ["sing"], "target_id": "G99000000001", "condition": {"is_empty": {"identifier": "F1"}}},
  {"rule_id": "R5", "actions": ["hide"], "target_id": "G99000000001", "condition": {"resembles": []}},
  {"rule_id": "R6", "certain": false, "actions": ["unclear"]},
  "nonsense"
]"#;

#[test]
fn conditions_speak_about_their_own_occurrence() {
    let conditions = Conditions::from_json(RULES).unwrap();
    assert_eq!((conditions.rules.len(), conditions.open_points.len()), (3, 4));
    let second = |field: &str| format!("G99000000001[1].{field}[0]");
    let mut given = answers(&[(PLATE, "PB-AB 12"), (START, "1.1.2027"), (END, "2.1.2027")]);
    given.set_text(key(&second("F99000000002")), "3.1.2027");
    given.set_text(key("G99000000001[1].G99000000002[0].F99000000005[0]"), "a");
    // Only the second person needs an end; the first has none of it.
    assert_eq!(codes(&given, &conditions), [(second("F99000000003"), ErrorCode::Required)]);
    given.set_text(key(&second("F99000000003")), "1.1.2027");
    assert_eq!(codes(&given, &conditions), [(second("F99000000002"), ErrorCode::Rule)]);
    // Hidden by the number plate: neither checked nor submitted.
    given.set_text(key(PLATE), "PB-X 1");
    assert_eq!(codes(&given, &conditions), []);
    assert_eq!(canonical(&form(), &given, &conditions).len(), 1);
    let states = conditions.states(&form(), &given);
    assert!(form().instances(1, &given, &states).is_empty());
}

#[test]
fn show_is_hidden_until_it_holds() {
    let text = r#"[{"actions": ["show"], "target_id": "G99000000001",
        "condition": {"xor": [{"equal": [{"identifier": "F99000000001"}, "PB-X 1"]},
                              {"equal": [{"identifier": "F99000000001"}, "PB-X 2"]}]}}]"#;
    let conditions = Conditions::from_json(text).unwrap();
    let visible =
        |plate: &str| conditions.states(&form(), &answers(&[(PLATE, plate)])).of(&key("G99000000001[0]")).visible;
    assert!(visible("PB-X 1") && visible("PB-X 2") && !visible("PB-X 3"));
}

#[test]
fn forbidden_and_states_of_the_federation() {
    let text = r#"[{"actions": ["forbidden"], "target_id": "F99000000003", "scope": ["NW"],
        "text": "Kein Ende angeben.", "context": ["G99000000001"],
        "condition": {"not": {"is_valid_date": [{"identifier": "F99000000002"}]}}}]"#;
    let conditions = Conditions::from_json(text).unwrap();
    let given = answers(&[(PLATE, "PB-AB 12"), (START, "heute"), (END, "2.1.2027")]);
    assert_eq!(codes(&given, &conditions).len(), 1);
    let found = codes(&given, &conditions.in_state("NW"));
    assert!(found.contains(&(END.to_owned(), ErrorCode::Forbidden)), "{found:?}");
}

#[test]
fn contradictions_are_set_aside() {
    let text = r#"[
        {"actions": ["required"], "target_id": "G99000000001", "condition": {"identifier": "F99000000001"}},
        {"actions": ["forbidden"], "target_id": "G99000000001", "condition": {"identifier": "F99000000001"}}]"#;
    let conditions = Conditions::from_json(text).unwrap();
    assert_eq!((conditions.rules.len(), conditions.open_points.len()), (0, 2));
}

fn repath(parent: &NodePath, node: &mut lotse_fim::schema::Node) {
    node.path = parent.child(node.element.id());
    if let lotse_fim::schema::Element::Group(group) = &mut node.element {
        for child in &mut group.children {
            repath(&node.path, child);
        }
    }
}

/// Minima that multiply must not make the form grow without end.
#[test]
fn minima_inside_minima_stay_small() {
    let mut schema = schema();
    let group = schema.root.pop().unwrap();
    let mut nested = group.clone();
    for depth in 0..40 {
        let mut outer = group.clone();
        outer.path = NodePath::root();
        outer.cardinality = lotse_fim::schema::Cardinality { min: 1000, max: None };
        let lotse_fim::schema::Element::Group(inner) = &mut outer.element else { unreachable!() };
        inner.common.id = format!("G{depth}");
        inner.children = vec![nested];
        nested = outer;
    }
    repath(&NodePath::root(), &mut nested);
    schema.root.push(nested);
    let form = Form::from_schema(&schema, &FormOptions::default());
    let none = Conditions::default();
    let errors = validate_all(&form, &Answers::new(), &none);
    assert!((1..100).contains(&errors.len()), "{}", errors.len());
    let states = none.states(&form, &Answers::new());
    assert_eq!(form.instances(1, &Answers::new(), &states).len(), 5);
    assert!(sample_answers(&form).len() <= 20_004);
}

#[test]
fn sample_answers_are_accepted() {
    let form = form();
    let sample = sample_answers(&form);
    assert_eq!(sample.len(), 4);
    assert_eq!(validate_all(&form, &sample, &Conditions::default()), []);
}

/// Any answers with keys of the form.
fn any_answers() -> impl Strategy<Value = Answers> {
    let fields = ["F99000000002[0]", "F99000000003[0]", "G99000000002[0].F99000000005[0]"];
    let entry = (0u32..4, 0usize..3, "\\PC{0,12}");
    (prop::option::of("\\PC{0,12}"), prop::collection::vec(entry, 0..8)).prop_map(move |(plate, entries)| {
        let mut answers = Answers::new();
        if let Some(plate) = plate {
            answers.set_text(key(PLATE), plate);
        }
        for (occurrence, field, text) in entries {
            answers.set_text(key(&format!("G99000000001[{occurrence}].{}", fields[field])), text);
        }
        answers
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nested_and_flat_are_the_same(answers in any_answers()) {
        let form = form();
        prop_assert_eq!(Answers::from_nested(&form, &answers.to_nested(&form)).unwrap(), answers.clone());
        let text = serde_json::to_string(&answers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), answers);
    }

    #[test]
    fn any_answers_are_checked(answers in any_answers()) {
        let conditions = Conditions::from_json(RULES).unwrap();
        let form = form();
        let errors = validate_all(&form, &answers, &conditions);
        let kept = canonical(&form, &answers, &conditions);
        if errors.is_empty() {
            // What was accepted once is accepted again, and does not change any more.
            prop_assert_eq!(validate_all(&form, &kept, &conditions), []);
            prop_assert_eq!(canonical(&form, &kept, &conditions), kept);
        }
    }

    #[test]
    fn keys_are_html_safe(name in "\\PC{0,30}") {
        if let Ok(key) = AnswerKey::from_html_name(&name) {
            prop_assert_eq!(key.html_name(), name.clone());
            prop_assert!(!name.contains(['<', '>', '"', '\'', '&', ' ']));
        }
    }

    #[test]
    fn any_conditions_are_read(text in "[\\[\\]{}\",:a-z_ ]{0,80}") {
        let _ = Conditions::from_json(&text);
    }
}
