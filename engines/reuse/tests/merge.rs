//! The promise of re-use: what an adopter changed survives every update, and only true conflicts are questions.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may panic and print")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use common::parking;
use lotse_reuse::*;
use proptest::prelude::*;
use serde_json::{Value, json};

static OLD: LazyLock<Package> = LazyLock::new(|| parking("1.0.0"));
static NEW: LazyLock<Package> = LazyLock::new(|| parking("1.1.0"));
static POINTS: LazyLock<Vec<AdaptationPoint>> =
    LazyLock::new(|| adaptation_points(&OLD).into_iter().filter(|point| point.fixed.is_none()).collect());

const PHONE: &str = "form/G05774000001.F05774000006/hidden";
const ZONE_A: &str = "fees/zone-a/amount_cents";

/// What Borgentreich changes in the story of the demonstration.
fn borgentreich() -> Vec<Patch> {
    vec![
        Patch { reason: Some("Ratsbeschluss".to_owned()), ..Patch::new(ZONE_A, 2500) },
        Patch::new("fees/zone-b/amount_cents", 2000),
        Patch::new(PHONE, true),
        Patch::new("texts/de/intro", "Willkommen in der Orgelstadt."),
        Patch::new("workflow/deadline_days", 21),
        Patch::new("form/G05774000004.F05774000031/choice/C/hidden", true),
        Patch::new("form/G05774000004.F05774000031/choice/A/label/de", "Altstadt"),
        Patch::new("filing/retention_years", 3),
    ]
}

#[test]
fn the_story_of_borgentreich() {
    let patches = borgentreich();
    assert!(!has_errors(&validate_patches(&OLD, &patches)));
    let service = effective(&OLD, &patches).unwrap();
    assert!(service.hidden.contains("G05774000001.F05774000006"));
    assert_eq!(
        service.schema.node(&"G05774000004.F05774000031".into()).map(codes),
        Some(vec!["A".to_owned(), "B".to_owned()])
    );
    assert_eq!(service.texts.get(Language::German, "intro"), "Willkommen in der Orgelstadt.");
    assert_eq!(differences(&OLD, &patches).len(), patches.len());

    let merged = merge(&OLD, &NEW, &patches);
    let conflicts: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.path.as_str()).collect();
    assert_eq!(conflicts, [ZONE_A]);
    let conflict = &merged.conflicts[0];
    assert_eq!((&conflict.base, &conflict.theirs, &conflict.ours), (&json!(3000), &json!(3200), &json!(2500)));
    assert!(conflict.ours_possible);
    assert_eq!(merged.kept.len(), patches.len() - 1);
    assert!(merged.obsolete.is_empty());
    for change in &merged.taken {
        println!("{}", change.text_de);
    }
    let taken: BTreeSet<&str> = merged.taken.iter().map(|change| change.path.as_str()).collect();
    for path in ["form/G05774000003.F05774000024", "fees/electric", "texts/de/needs", "letters/grant"] {
        assert!(taken.contains(path), "{path} in {taken:?}");
    }
    assert!(!taken.contains(ZONE_A));
    assert!(taken.len() <= 6, "no noise: {taken:?}");

    assert_eq!(resolve(&merged, &BTreeMap::new()), Err(vec![ZONE_A.to_owned()]));
    let decide = |decision: Decision| resolve(&merged, &BTreeMap::from([(ZONE_A.to_owned(), decision)]));
    let amount = |patches: &[Patch]| effective(&NEW, patches).unwrap().fees.fee[0].amount_cents;
    let ours = decide(Decision::Ours).unwrap();
    assert_eq!(amount(&ours), 2500);
    assert!(ours.iter().any(|patch| patch.reason.as_deref() == Some("Ratsbeschluss")));
    assert_eq!(amount(&decide(Decision::Theirs).unwrap()), 3200);
    assert_eq!(amount(&decide(Decision::Value(json!(2700))).unwrap()), 2700);
    assert!(decide(Decision::Value(json!("viel"))).is_err());
    assert!(decide(Decision::Value(json!(-1))).is_err());
}

fn codes(node: &lotse_fim::schema::Node) -> Vec<String> {
    match &node.element {
        lotse_fim::schema::Element::Field(field) => field.values.iter().map(|value| value.code.clone()).collect(),
        lotse_fim::schema::Element::Group(_) => Vec::new(),
    }
}

#[test]
fn what_must_not_be_changed_is_refused_with_a_reason() {
    let code = |path: &str, value: Value| {
        let findings = validate_patches(&OLD, &[Patch::new(path, value)]);
        findings.into_iter().find(Finding::is_error).map(|finding| finding.code).unwrap_or_default()
    };
    assert_eq!(code(PHONE, json!(true)), "");
    assert_eq!(code("form/G05774000001.F05774000003/hidden", json!(true)), "anpassung-gesperrt", "required");
    assert_eq!(code("form/G05774000003.F05774000023/hidden", json!(true)), "anpassung-gesperrt", "required by a rule");
    assert_eq!(code("form/G05774000004/hidden", json!(true)), "anpassung-gesperrt", "the fee needs it");
    assert_eq!(code("texts/de/law", json!("Gar keine")), "anpassung-gesperrt", "locked by the publisher");
    assert_eq!(code(ZONE_A, json!(-1)), "anpassung-wert");
    assert_eq!(code(ZONE_A, json!(12.5)), "anpassung-wert");
    assert_eq!(code(ZONE_A, json!("30 €")), "anpassung-wert");
    assert_eq!(code("letters/grant", json!("# A\n\n{{ gibtesnicht }}")), "anpassung-wert");
    assert_eq!(code("letters/grant", json!("# A\n\n{{ offen")), "anpassung-wert");
    assert_eq!(code("letters/grant", json!("# A\n\n{{ name }}")), "");
    assert_eq!(code("texts/de/title", json!("")), "anpassung-wert");
    assert_eq!(code("texts/de/title", json!("zwei\nZeilen")), "anpassung-wert");
    assert_eq!(code("nirgends", json!(1)), "anpassung-unbekannt");
    let all =
        ["A", "B", "C"].map(|code| Patch::new(format!("form/G05774000004.F05774000031/choice/{code}/hidden"), true));
    assert!(has_errors(&validate_patches(&OLD, &all)));
    assert!(effective(&OLD, &all).is_err());
    let twice = [Patch::new(ZONE_A, 1), Patch::new(ZONE_A, 2)];
    assert!(effective(&OLD, &twice).is_err());
}

#[test]
fn a_hidden_field_that_becomes_required_is_a_conflict() {
    let mut theirs = OLD.clone();
    node(&mut theirs, PHONE).cardinality.min = 1;
    let merged = merge(&OLD, &theirs, &[Patch::new(PHONE, true)]);
    assert_eq!(merged.conflicts.len(), 1);
    assert!(!merged.conflicts[0].ours_possible);
    let decide = |decision| resolve(&merged, &BTreeMap::from([(PHONE.to_owned(), decision)]));
    assert!(decide(Decision::Ours).is_err());
    assert_eq!(decide(Decision::Theirs), Ok(Vec::new()));
    assert!(merged.taken.iter().any(|change| change.text_de.contains("Pflicht")), "{:?}", merged.taken);
}

fn node<'package>(package: &'package mut Package, _: &str) -> &'package mut lotse_fim::schema::Node {
    match &mut package.schema.root[0].element {
        lotse_fim::schema::Element::Group(group) => &mut group.children[5],
        lotse_fim::schema::Element::Field(_) => panic!("the first step is a group"),
    }
}

#[test]
fn what_upstream_took_over_or_dropped_is_obsolete() {
    let merged = merge(&OLD, &NEW, &[Patch::new(ZONE_A, 3200)]);
    assert_eq!((merged.obsolete.len(), merged.conflicts.len(), merged.kept.len()), (1, 0, 0));
    let mut theirs = OLD.clone();
    theirs.fees.fee.remove(0);
    let merged = merge(&OLD, &theirs, &[Patch::new(ZONE_A, 1)]);
    assert_eq!((merged.obsolete.len(), merged.conflicts.len()), (1, 0));
    assert!(merged.taken.iter().any(|change| change.kind == ChangeKind::Removed && change.path == "fees/zone-a"));
}

#[test]
fn one_choice_always_stays() {
    let choice = |code: &str| format!("form/G05774000004.F05774000031/choice/{code}/hidden");
    let ours = [Patch::new(choice("A"), true), Patch::new(choice("B"), true)];
    let mut theirs = OLD.clone();
    if let lotse_fim::schema::Element::Group(group) = &mut theirs.schema.root[3].element
        && let lotse_fim::schema::Element::Field(field) = &mut group.children[0].element
    {
        field.values.truncate(2);
    }
    let merged = merge(&OLD, &theirs, &ours);
    assert_eq!((merged.kept.len(), merged.conflicts.len()), (1, 1));
    let path = merged.conflicts[0].path.clone();
    assert!(resolve(&merged, &BTreeMap::from([(path.clone(), Decision::Ours)])).is_err());
    let patches = resolve(&merged, &BTreeMap::from([(path, Decision::Theirs)])).unwrap();
    assert!(effective(&theirs, &patches).is_ok());
}

#[test]
fn an_emptied_help_stays_empty() {
    let path = "form/G05774000001.F05774000006/help/de";
    let service = effective(&OLD, &[Patch::new(path, "")]).unwrap();
    assert_eq!(service.form().node(&"G05774000001.F05774000006".into()).unwrap().help, None);
}

/// A valid value for a point, different from the package's.
fn value_for(point: &AdaptationPoint, seed: u16) -> Value {
    let number = i64::from(seed);
    match (&point.allowed, point.kind) {
        (Allowed::Number { min, max }, _) => (min + number % (max - min + 1)).into(),
        (Allowed::YesNo, _) => true.into(),
        (Allowed::OneOf(codes), _) => codes[usize::from(seed) % codes.len()].0.clone().into(),
        (Allowed::Placeholders(_), _) => format!("# Schreiben {seed}\n\n{{{{ name }}}}").into(),
        (Allowed::Text { .. }, _) => format!("Text {seed}").into(),
    }
}

fn some_patches() -> impl Strategy<Value = Vec<Patch>> {
    proptest::collection::btree_map(0..POINTS.len(), any::<u16>(), 0..12).prop_map(|picked| {
        let patch = |(index, seed): (usize, u16)| {
            let point = &POINTS[index];
            Patch::new(point.path.clone(), value_for(point, seed))
        };
        let patches = picked.into_iter().map(patch);
        // Leaving out all codes of a choice is an error of its own.
        patches.filter(|patch| !patch.path.contains("/choice/") || !patch.path.ends_with("/hidden")).collect()
    })
}

/// The package somebody would publish who made these changes.
fn published(package: &Package, changes: &[Patch]) -> Package {
    let visible: Vec<Patch> = changes.iter().filter(|patch| !patch.path.ends_with("/hidden")).cloned().collect();
    as_package(package, effective(package, &visible).unwrap())
}

fn as_package(package: &Package, service: EffectiveService) -> Package {
    Package {
        manifest: package.manifest.clone(),
        schema: service.schema,
        conditions: service.conditions,
        presentation: service.presentation,
        workflow: service.workflow,
        fees: service.fees,
        texts: service.texts,
        letters: service.letters,
        filing: service.filing,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_new_keeps_everything(ours in some_patches()) {
        let merged = merge(&OLD, &OLD, &ours);
        let changing: BTreeSet<_> = differences(&OLD, &ours).into_iter().map(|difference| difference.path).collect();
        let kept: BTreeSet<_> = merged.kept.iter().map(|patch| patch.path.clone()).collect();
        prop_assert_eq!(kept, changing);
        prop_assert!(merged.taken.is_empty() && merged.conflicts.is_empty());
    }

    #[test]
    fn without_patches_everything_is_taken(theirs in some_patches()) {
        let theirs = published(&OLD, &theirs);
        let merged = merge(&OLD, &theirs, &[]);
        prop_assert_eq!(merged.taken, changes(&OLD, &theirs));
        prop_assert!(merged.kept.is_empty() && merged.conflicts.is_empty() && merged.obsolete.is_empty());
    }

    #[test]
    fn disjoint_changes_add_up(ours in some_patches(), theirs in some_patches()) {
        let mine: BTreeSet<String> = ours.iter().map(|patch| patch.path.clone()).collect();
        let theirs: Vec<Patch> = theirs.into_iter().filter(|patch| !mine.contains(&patch.path)).collect();
        let theirs = published(&OLD, &theirs);
        let merged = merge(&OLD, &theirs, &ours);
        prop_assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
        let service = effective(&theirs, &resolve(&merged, &BTreeMap::new()).unwrap()).unwrap();
        let hidden = service.hidden.clone();
        let result = content(&as_package(&theirs, service));
        let upstream = content(&theirs);
        for patch in ours.iter().filter(|patch| !patch.path.ends_with("/hidden")) {
            prop_assert_eq!(&result[&patch.path], &patch.value);
        }
        for patch in ours.iter().filter(|patch| patch.path.ends_with("/hidden")) {
            let field = patch.path.trim_start_matches("form/").trim_end_matches("/hidden");
            prop_assert!(hidden.contains(field));
        }
        for (path, value) in upstream.iter().filter(|(path, _)| !mine.contains(*path)) {
            prop_assert_eq!(&result[path], value, "{}", path);
        }
    }

    #[test]
    fn both_changed_is_a_conflict_or_agreement(ours in some_patches(), theirs in some_patches()) {
        let upstream = published(&OLD, &theirs);
        let (before, after) = (content(&OLD), content(&upstream));
        let merged = merge(&OLD, &upstream, &ours);
        let conflicts: BTreeSet<_> = merged.conflicts.iter().map(|conflict| conflict.path.clone()).collect();
        for patch in &ours {
            let both = before[&patch.path] != after[&patch.path] && after[&patch.path] != patch.value;
            prop_assert_eq!(conflicts.contains(&patch.path), both, "{}", patch.path);
        }
        let sum = merged.kept.len() + merged.obsolete.len() + merged.conflicts.len();
        prop_assert_eq!(sum, ours.len(), "no patch is lost");
    }

    #[test]
    fn order_does_not_matter(ours in some_patches(), seed in any::<u64>()) {
        let mut shuffled = ours.clone();
        shuffled.sort_by_key(|patch| sha256_hex(format!("{seed}{}", patch.path).as_bytes()));
        prop_assert_eq!(effective(&OLD, &ours).unwrap().hash(), effective(&OLD, &shuffled).unwrap().hash());
        prop_assert_eq!(merge(&OLD, &NEW, &ours), merge(&OLD, &NEW, &shuffled));
    }

    #[test]
    fn the_hash_is_that_of_the_content(ours in some_patches()) {
        let service = effective(&OLD, &ours).unwrap();
        let json = service.to_json();
        let again = EffectiveService::from_json(&json).unwrap();
        prop_assert_eq!(again.hash(), service.hash());
        prop_assert_eq!(&again, &service);
        let changed = !differences(&OLD, &ours).is_empty();
        prop_assert_eq!(service.hash() != effective(&OLD, &[]).unwrap().hash(), changed);
    }

    #[test]
    fn strange_patches_never_panic(path in ".{0,40}", number in any::<i64>(), text in ".{0,60}", index in any::<usize>()) {
        let known = &POINTS[index % POINTS.len()].path;
        for value in [json!(number), json!(text), json!(null), json!([text]), json!({ "a": number }), json!(true)] {
            for path in [&path, known] {
                let patches = [Patch::new(path.clone(), value.clone())];
                let refused = has_errors(&validate_patches(&OLD, &patches));
                prop_assert_eq!(effective(&OLD, &patches).is_err(), refused);
                let _ = merge(&OLD, &NEW, &patches);
            }
        }
    }
}
