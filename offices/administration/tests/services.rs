//! The portal: from the front page to the sent application, and what people do to forms.

use std::{io::Read, path::Path};

use axum::http::StatusCode;
use lotse_administration::services::{DELETE_OLD_DRAFTS, DeleteOldDrafts, STATEMENTS};
use lotse_core::{
    body::BodyKey,
    offers::{Installable, OwnThings, PinnedServices},
    people::PersonId,
};
use lotse_fim::{AnswerValue, Form, Schema, form::FormNode, sample_answers};
use lotse_reuse::{EffectiveService, Language, ScaffoldOptions, scaffold};
use uuid::Uuid;

use crate::harness::{Browser, HERE, House, START, THERE, anwohnerparken, service_of};

const SERVICE: &str = "/borgentreich/leistungen/anwohnerparken";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Key of a field of the parking form as its input is called.
pub fn field(group: u32, number: u32) -> String {
    format!("G0577400000{group}:0.F057740000{number:02}:0")
}

pub async fn begin(browser: &Browser<'_>, service: &str) -> String {
    browser.get(service).await.ok();
    browser.post::<&str, &str>(&format!("{service}/antrag"), &[]).await.location()
}

async fn save(browser: &Browser<'_>, base: &str, step: usize, fields: &[(String, &str)]) -> crate::harness::Reply {
    let mut fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| (name.clone(), (*value).to_owned())).collect();
    fields.push(("aktion".to_owned(), "weiter".to_owned()));
    browser.post(&format!("{base}/schritt/{step}"), &fields).await
}

/// Fills in the whole parking form; gives the address of the application.
async fn fill_in(browser: &Browser<'_>) -> String {
    let base = begin(browser, SERVICE).await;
    let person = [
        (field(1, 2), "Anna"),
        (field(1, 3), "Beispiel"),
        (format!("{}.tag", field(1, 4)), "4"),
        (format!("{}.monat", field(1, 4)), "3"),
        (format!("{}.jahr", field(1, 4)), "1987"),
        (field(1, 5), "anna@example.org"),
    ];
    assert_eq!(save(browser, &base, 1, &person).await.location(), format!("{base}/schritt/2"));
    let home = [
        (field(2, 11), "Lange Straße"),
        (field(2, 12), "7 a"),
        (field(2, 13), "34434"),
        (field(2, 14), "Borgentreich"),
    ];
    assert_eq!(save(browser, &base, 2, &home).await.location(), format!("{base}/schritt/3"));
    let car = [(field(3, 21), "HX-AB 123"), (field(3, 22), "true")];
    assert_eq!(save(browser, &base, 3, &car).await.location(), format!("{base}/schritt/4"));
    let zone = [(field(4, 31), "A"), (field(4, 32), "2")];
    assert_eq!(save(browser, &base, 4, &zone).await.location(), format!("{base}/schritt/5"));
    let file = field(5, 41);
    let step = format!("{base}/schritt/5");
    let sent =
        browser.post_multipart(&step, &[("aktion", "weiter")], &[(&file, "schein.pdf", "application/pdf", PDF)]).await;
    assert_eq!(sent.location(), format!("{base}/schritt/6"));
    let declared = [(field(6, 52), "true"), (field(6, 53), "true")];
    assert_eq!(save(browser, &base, 6, &declared).await.location(), format!("{base}/pruefen"));
    base
}

#[tokio::test]
async fn a_resident_finds_the_service_applies_and_gets_one_case() {
    for house in House::each().await {
        let browser = house.browser();
        let front = browser.get("/borgentreich/").await.ok();
        front.has("Stadt Borgentreich").has("/borgentreich/leistungen/anwohnerparken").has("/karte");
        browser.get("/borgentreich/?suche=gibt+es+nicht").await.ok().has("Dazu gibt es hier keinen");
        browser.get("/borgentreich/?suche=PARK").await.ok().has("/borgentreich/leistungen/anwohnerparken");
        browser.get("/paderborn/").await.ok().has("Noch keine Online-Dienste");
        let page = browser.get(SERVICE).await.ok();
        page.has("Antrag beginnen").has("30,00\u{a0}€").has("Wer kann das beantragen?");
        browser.get(&format!("{SERVICE}?sprache=en")).await.ok().has("Start application");
        browser.get(&format!("{SERVICE}?sprache=de")).await.ok();

        let base = fill_in(&browser).await;
        browser.get(&base).await.ok().has("6 von 6 Abschnitten fertig");
        let review = browser.get(&format!("{base}/pruefen")).await.ok();
        review.has("Lange Straße").has("04.03.1987").has("schein.pdf").has("60,00\u{a0}€").has("Antrag absenden");

        // Without the declaration nothing is sent.
        let send = format!("{base}/absenden");
        let refused = browser.post::<&str, &str>(&send, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.has("Fehler:").has("href=\"#feld-erklaerung\"");

        // Two clicks at once and a third later: one case, one receipt.
        let sure = [("erklaerung", "ja")];
        let (one, two) = tokio::join!(browser.post(&send, &sure), browser.post(&send, &sure));
        let secret = base.rsplit('/').next().unwrap();
        let receipt = format!("/borgentreich/vorgang/{secret}/quittung");
        assert_eq!((one.location(), two.location()), (receipt.clone(), receipt.clone()));
        assert_eq!(browser.post(&send, &sure).await.location(), receipt);
        assert_eq!(browser.get(&base).await.location(), receipt);
        assert_eq!(house.count("SELECT count(*) FROM ledger_events WHERE kind = 'application.submitted'").await, 1);
        assert_eq!(house.count("SELECT count(*) FROM service_drafts WHERE content <> ''").await, 0);
        browser.get(&receipt).await.ok();
        // The draft lets go of the file, the case holds it.
        assert_eq!(house.count("SELECT count(*) FROM blob_holds WHERE holder LIKE 'draft:%'").await, 0);
        assert_eq!(house.count("SELECT count(*) FROM blob_holds WHERE holder LIKE 'case:%'").await, 1);
    }
}

#[tokio::test]
async fn mistakes_are_named_at_the_field_and_nothing_typed_is_lost() {
    let house = House::each().await.swap_remove(0);
    let browser = house.browser();
    let base = begin(&browser, SERVICE).await;
    let wrong = [
        (field(1, 2), "<b>Anna & „Co“</b>"),
        (format!("{}.tag", field(1, 4)), "31"),
        (format!("{}.monat", field(1, 4)), "2"),
        (format!("{}.jahr", field(1, 4)), "1987"),
        (field(1, 5), "keine Adresse"),
    ];
    let reply = save(&browser, &base, 1, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let day = field(1, 4).replace([':', '.'], "_");
    reply.has("<title>Fehler: ").has(&format!("href=\"#feld-{day}-tag\"")).has("Füllen Sie „Familienname“ aus.");
    reply.has("&#60;b&#62;Anna").has("value=\"31\"").has("value=\"keine Adresse\"").lacks("<b>Anna");
    // It was kept, and the overview knows that something is missing.
    browser.get(&format!("{base}/schritt/1")).await.ok().has("value=\"31\"").has("keine Adresse").lacks("Fehler:");
    browser.get(&base).await.ok().has("0 von 6 Abschnitten fertig").has("Unvollständig");
    let review = browser.get(&format!("{base}/pruefen")).await.ok();
    review.has("Das fehlt noch").has(&format!("{base}/schritt/1?fehler=1")).lacks("Antrag absenden");
    browser.get(&format!("{base}/schritt/1?fehler=1&zurueck=pruefen")).await.ok().has("Fehler:");
    // Sent all the same: refused, nothing lost.
    let sent = browser.post(&format!("{base}/absenden"), &[("erklaerung", "ja")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    // "Save" takes it as it is.
    let saved =
        browser.post(&format!("{base}/schritt/1"), &[(field(1, 2), "Anna"), ("aktion".into(), "speichern")]).await;
    assert_eq!(saved.location(), base);
    browser.get(&base).await.ok().has("In diesem Abschnitt fehlt noch etwas");
    // A declaration that is missing is named once, not once more by the rule about it.
    let declared = save(&browser, &base, 6, &[(field(6, 52), ""), (field(6, 53), "true")]).await;
    declared.has("Ja oder Nein").lacks("Bitte bestätigen Sie, dass Ihre Angaben");
    save(&browser, &base, 6, &[(field(6, 52), "false"), (field(6, 53), "true")])
        .await
        .has("Bitte bestätigen Sie, dass Ihre Angaben");
    // In English, with the browser's autocomplete.
    let english = browser.get(&format!("{base}/schritt/1?sprache=en&fehler=1")).await.ok();
    english
        .has("First name")
        .has("autocomplete=\"given-name\"")
        .has("autocomplete=\"bday-day\"")
        .has("Fill in “Family name”.");
    browser.get(&format!("{base}/schritt/1?sprache=leicht")).await.ok().has("Geburts-Datum");
}

#[tokio::test]
async fn an_answer_that_asks_for_more_shows_the_step_again() {
    let house = House::each().await.swap_remove(0);
    let browser = house.browser();
    let base = begin(&browser, SERVICE).await;
    browser.get(&format!("{base}/schritt/3")).await.ok().lacks(&field(3, 23));
    let first = save(&browser, &base, 3, &[(field(3, 21), "HX-AB 123"), (field(3, 22), "false")]).await;
    let again = first.location();
    assert!(again.starts_with(&format!("{base}/schritt/3#feld-")), "{again}");
    let shown = browser.get(&again).await.ok();
    shown.has("noch weitere Fragen").has(&field(3, 23)).has("HX-AB 123").lacks("Fehler:");
    // Now it is required.
    let reply = save(&browser, &base, 3, &[(field(3, 21), "HX-AB 123"), (field(3, 22), "false")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let holder = [(field(3, 21), "HX-AB 123"), (field(3, 22), "false"), (field(3, 23), "Fahrzeugverleih Beispiel")];
    assert_eq!(save(&browser, &base, 3, &holder).await.location(), format!("{base}/schritt/4"));
    // Taken back: the field is gone, its answer is not sent.
    let own = [(field(3, 21), "HX-AB 123"), (field(3, 22), "true"), (field(3, 23), "Fahrzeugverleih Beispiel")];
    assert_eq!(save(&browser, &base, 3, &own).await.location(), format!("{base}/schritt/4"));
    browser.get(&format!("{base}/pruefen")).await.ok().lacks("Fahrzeugverleih");
    // From the summary and back to it.
    let mut back = own.to_vec();
    back.push(("zurueck".to_owned(), "pruefen"));
    assert_eq!(save(&browser, &base, 3, &back).await.location(), format!("{base}/pruefen"));
}

#[tokio::test]
async fn files_are_known_by_their_bytes() {
    let house = House::each().await.swap_remove(0);
    let browser = house.browser();
    let base = begin(&browser, SERVICE).await;
    let (step, name) = (format!("{base}/schritt/5"), field(5, 41));
    browser.get(&step).await.ok().has("multipart/form-data").has("accept=\".pdf,application/pdf");
    let on = [("aktion", "weiter")];
    for (bytes, message) in [
        (&b"MZ this is a program"[..], "ein Format, das hier nicht angenommen wird"),
        (&b"<script>alert(1)</script>"[..], "ein Format, das hier nicht angenommen wird"),
        (&b""[..], "ist leer"),
    ] {
        let reply = browser.post_multipart(&step, &on, &[(&name, "schein.pdf", "application/pdf", bytes)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
        reply.has(message).has("schein.pdf");
    }
    let big = vec![b' '; 11_000_000];
    let reply = browser.post_multipart(&step, &on, &[(&name, "gross.pdf", "application/pdf", &big)]).await;
    reply.has("zu groß");
    // Saving with a file, seeing it, replacing it, removing it.
    let keep = [("aktion", "speichern")];
    let saved = browser.post_multipart(&step, &keep, &[(&name, "../../eins.pdf", "image/png", PDF)]).await;
    assert_eq!(saved.location(), base);
    browser.get(&step).await.ok().has("eins.pdf").lacks("../../eins.pdf");
    let other = [PDF, b"more"].concat();
    browser.post_multipart(&step, &keep, &[(&name, "zwei.pdf", "application/pdf", &other)]).await.location();
    browser.get(&step).await.ok().has("zwei.pdf").lacks("eins.pdf");
    // Sent again without a file: it stays.
    browser.post_multipart(&step, &[(name.as_str(), ""), ("aktion", "speichern")], &[]).await.location();
    browser.get(&step).await.ok().has("zwei.pdf");
    assert_eq!(house.count("SELECT count(*) FROM blob_holds").await, 1);
    let button = format!("datei-weg/{name}");
    browser.post_multipart(&step, &[("aktion", button.as_str())], &[]).await.location();
    browser.get(&step).await.ok().lacks("zwei.pdf");
    assert_eq!(house.count("SELECT count(*) FROM blob_holds").await, 0);
}

/// A form with a repeated group that has a repeated field, and a choice group.
fn repeating() -> EffectiveService {
    let common = |id: &str, label: &str| {
        serde_json::json!({"id": id, "version": "1", "name": label, "input_label": label, "legal_references": [],
            "element_kind": "HAR", "rule_references": []})
    };
    let node = |path: &str,
                min: u32,
                max: Option<u32>,
                kind: &str,
                mut element: serde_json::Value,
                more: serde_json::Value| {
        let map = element.as_object_mut().unwrap();
        map.insert("type".into(), kind.into());
        map.extend(more.as_object().unwrap().clone());
        serde_json::json!({"path": path, "cardinality": {"min": min, "max": max}, "legal_references": [], "element": element})
    };
    let text = |path: &str, id: &str, label: &str, max: Option<u32>| {
        let more = serde_json::json!({"field_kind": "input", "data_type": "text", "constraints": {}, "prefill": "none",
            "values": [], "media_types": []});
        node(path, 1, max, "field", common(id, label), more)
    };
    let child = node(
        "G1.G2",
        0,
        Some(3),
        "group",
        common("G2", "Kind"),
        serde_json::json!({"choice": false, "children": [
            text("G1.G2.F1", "F1", "Vorname", Some(1)),
            text("G1.G2.F2", "F2", "Spitzname", None),
        ]}),
    );
    let choice = node(
        "G1.G3",
        1,
        Some(1),
        "group",
        common("G3", "Erreichbar"),
        serde_json::json!({"choice": true, "children": [
            text("G1.G3.F3", "F3", "Telefonnummer", Some(1)),
            text("G1.G3.F4", "F4", "Faxnummer", Some(1)),
        ]}),
    );
    let root = node(
        "G1",
        1,
        Some(1),
        "group",
        common("G1", "Familie"),
        serde_json::json!({"choice": false, "children": [child, choice]}),
    );
    let mut service = anwohnerparken();
    "familie".clone_into(&mut service.key);
    service.schema = Schema { id: "S1".into(), root: vec![serde_json::from_value(root).unwrap()], ..Schema::default() };
    service.conditions = serde_json::json!([]);
    service.presentation = lotse_reuse::FormPresentation::default();
    service.fees.fee.clear();
    service
}

#[tokio::test]
async fn entries_are_added_and_removed_and_alternatives_chosen_without_scripts() {
    let house = House::sqlite().await;
    house.install(HERE, "familie", repeating()).await;
    let browser = house.browser();
    let base = begin(&browser, "/borgentreich/leistungen/familie").await;
    let step = format!("{base}/schritt/1");
    browser
        .get(&step)
        .await
        .ok()
        .has("Kind")
        .has("value=\"mehr/G1:0.G2:0\"")
        .lacks("value=\"weg/")
        .has("wahl/G1:0.G3:0");
    let mut fields = vec![("G1:0.G2:0.F1:0", "Ada"), ("G1:0.G2:0.F2:0", "A"), ("aktion", "mehr/G1:0.G2:0")];
    let more = browser.post(&step, &fields).await.location();
    assert_eq!(more, format!("{step}#gruppe-G1_0_G2_1"));
    let page = browser.get(&more).await.ok();
    page.has("Kind 2").has("value=\"Ada\"").has("value=\"weg/G1:0.G2:1\"");
    // What was typed and not saved yet comes along with the button.
    fields.insert(2, ("G1:0.G2:1.F1:0", "Berta"));
    browser.post(&step, &fields).await.location();
    let page = browser.get(&step).await.ok();
    page.has("Kind 3").has("value=\"Berta\"").lacks("value=\"mehr/G1:0.G2:2\"");
    // A fourth is not allowed, whatever is sent.
    let four: Vec<(String, String)> = (0..900)
        .map(|number| (format!("G1:0.G2:{number}.F1:0"), format!("K{number}")))
        .chain([("aktion".to_owned(), "speichern".to_owned())])
        .collect();
    browser.post(&step, &four).await.location();
    browser.get(&step).await.ok().has("value=\"K2\"").lacks("value=\"K3\"").lacks("Kind 4");
    let three = [("G1:0.G2:0.F1:0", "Ada"), ("G1:0.G2:1.F1:0", "Berta"), ("G1:0.G2:2.F1:0", "Cilly")];
    let mut remove = three.to_vec();
    remove.push(("aktion", "weg/G1:0.G2:1"));
    browser.post(&step, &remove).await.location();
    browser.get(&step).await.ok().has("Ada").has("Cilly").lacks("Berta").lacks("Kind 3");

    // The alternatives: first the choice, then its field.
    let one = [("G1:0.G2:0.F1:0", "Ada"), ("G1:0.G2:0.F2:0", "A")];
    let mut chosen = one.to_vec();
    // Browsers may send more than one value of a name; the last one counts.
    chosen.extend([("wahl/G1:0.G3:0", ""), ("wahl/G1:0.G3:0", "F4"), ("aktion", "weiter")]);
    let again = browser.post(&step, &chosen).await.location();
    assert_eq!(again, format!("{step}#feld-G1_0_G3_0_F4_0"));
    browser.get(&again).await.ok().has("Faxnummer").has("noch weitere Fragen").lacks("G1:0.G3:0.F3:0");
    let reply = browser.post(&step, &chosen).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    reply.has("href=\"#feld-G1_0_G3_0_F4_0\"");
    chosen.insert(0, ("G1:0.G3:0.F4:0", "0123"));
    assert_eq!(browser.post(&step, &chosen).await.location(), format!("{base}/pruefen"));
    // The other one: the first loses its answer.
    let mut other = one.to_vec();
    other.extend([("wahl/G1:0.G3:0", "F3"), ("G1:0.G3:0.F4:0", "0123"), ("aktion", "weiter")]);
    browser.post(&step, &other).await.location();
    browser.get(&step).await.ok().has("Telefonnummer").lacks("0123");
}

#[tokio::test]
async fn links_open_one_application_at_one_body_only() {
    let house = House::each().await.swap_remove(0);
    house.install(THERE, "anwohnerparken", anwohnerparken()).await;
    house.install(HERE, "familie", repeating()).await;
    let browser = house.browser();
    let base = begin(&browser, SERVICE).await;
    let secret = base.rsplit('/').next().unwrap();
    for path in [
        format!("/paderborn/leistungen/anwohnerparken/antrag/{secret}"),
        format!("/paderborn/leistungen/anwohnerparken/antrag/{secret}/schritt/1"),
        format!("/paderborn/leistungen/anwohnerparken/antrag/{secret}/pruefen"),
        format!("/borgentreich/leistungen/familie/antrag/{secret}"),
        format!("{SERVICE}/antrag/{}", "0".repeat(32)),
        format!("{SERVICE}/antrag/..%2f..%2fadmin"),
        format!("{SERVICE}/antrag/%00"),
        format!("{base}/schritt/0"),
        format!("{base}/schritt/99"),
        format!("{base}/schritt/-1"),
        format!("{base}/schritt/99999999999999999999999"),
        "/borgentreich/leistungen/gibt-es-nicht".to_owned(),
        "/nirgendwo/leistungen/anwohnerparken".to_owned(),
        "/api/v1/nirgendwo/services".to_owned(),
    ] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    browser.get(&base).await.ok();
    let foreign = format!("/paderborn/leistungen/anwohnerparken/antrag/{secret}");
    for path in [format!("{foreign}/schritt/1"), format!("{foreign}/absenden"), format!("{foreign}/loeschen")] {
        assert_eq!(browser.post(&path, &[("erklaerung", "ja")]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = browser.get(&base).await.ok();
    assert!(page.header("cache-control").contains("no-store"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    // Another browser without the form's token sends nothing.
    let stranger = house.browser();
    let reply = stranger.post(&format!("{base}/loeschen"), &[("x", "y")]).await;
    assert!(reply.status.is_client_error());
    browser.get(&base).await.ok();
}

#[tokio::test]
async fn hostile_input_is_never_a_server_error() {
    let house = House::each().await.swap_remove(0);
    house.install(HERE, "familie", repeating()).await;
    let browser = house.browser();
    let base = begin(&browser, "/borgentreich/leistungen/familie").await;
    let step = format!("{base}/schritt/1");
    let token = browser.token();
    let long = "x".repeat(60_000);
    let deep = (0..90).map(|_| "G1:0").collect::<Vec<_>>().join(".");
    let odd: Vec<Vec<(String, String)>> = vec![
        vec![("G1:0.G2:0.F1:0".into(), long.clone())],
        vec![("G1:999.G2:999.F1:999".into(), "x".into()), ("G1:0.G2:998.F2:999".into(), "y".into())],
        vec![(deep, "x".into()), ("..".into(), "x".into()), (String::new(), String::new())],
        vec![
            ("wahl/G1:0.G3:0".into(), "../../x".into()),
            ("wahl/".into(), "F3".into()),
            ("wahl/G1:7".into(), "F3".into()),
        ],
        vec![("aktion".into(), "mehr/G1:0.G9:0".into())],
        vec![("aktion".into(), "weg/G1:0".into())],
        vec![("aktion".into(), "datei-weg/G1:0.G3:0.F3:0".into())],
        vec![("aktion".into(), "mehr/G1:0".into())],
        vec![("G1:0.G3:0.F3:0.tag".into(), "1".into()), ("G1:0.G3:0.F4:0.jahr".into(), "x\u{1f}y".into())],
        vec![("G1:0.G3:0.F3:0".into(), "\u{202e}\u{0007}\u{feff}".into())],
        (0..1_900).map(|number| (format!("G1:0.G2:0.F2:{}", number % 1_000), "x".to_owned())).collect(),
    ];
    for fields in odd {
        for kind in ["weiter", "speichern", "spaeter"] {
            let mut fields = fields.clone();
            fields.push(("aktion".into(), kind.into()));
            let reply = browser.post(&step, &fields).await;
            assert!(!reply.status.is_server_error(), "{fields:?}: {}", reply.text);
            for path in [step.clone(), base.clone(), format!("{base}/pruefen")] {
                let page = browser.get(&path).await;
                assert!(!page.status.is_server_error(), "{path}: {}", page.text);
                assert!(page.bytes.len() < 600_000, "{} bytes", page.bytes.len());
            }
        }
    }
    let url = "application/x-www-form-urlencoded";
    for (kind, body) in [
        (url, format!("_token={token}&G1:0.G2:0.F1:0={}", "x".repeat(70_000))),
        (url, format!("_token={token}&{}", "a=1&".repeat(2_500))),
        (url, format!("_token={token}&a=%00")),
        (url, "_token=falsch".to_owned()),
        ("multipart/form-data", "x".to_owned()),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\n".to_owned()),
        ("multipart/form-data; boundary=x", "--y--".to_owned()),
        ("application/json", "{}".to_owned()),
        ("text/plain; charset=\"", String::new()),
    ] {
        let reply = browser.post_raw(&step, kind, body.into_bytes()).await;
        assert!(reply.status.is_client_error(), "{kind}: {} {}", reply.status, reply.text);
    }
    // A file for a field that takes none, and for one that is not there.
    for name in ["G1:0.G2:0.F1:0", "F9:0", "../x"] {
        let reply =
            browser.post_multipart(&step, &[("aktion", "speichern")], &[(name, "x.pdf", "application/pdf", PDF)]).await;
        assert!(!reply.status.is_server_error());
    }
    assert_eq!(house.count("SELECT count(*) FROM blobs").await, 0);
    for query in ["?suche=%25_%27%3B--", "?suche=%C3%28", "?suche=", "?fehler=%C3"] {
        assert!(!browser.get(&format!("/borgentreich/{query}")).await.status.is_server_error(), "{query}");
    }
}

#[tokio::test]
async fn an_application_can_wait_be_mailed_deleted_and_expires() {
    for house in House::each().await {
        let browser = house.browser();
        let base = fill_in(&browser).await;
        let later = format!("{base}/spaeter");
        let saved =
            browser.post(&format!("{base}/schritt/1"), &[(field(1, 2), "Anna"), ("aktion".into(), "spaeter")]).await;
        assert_eq!(saved.location(), later);
        browser.get(&later).await.ok().has(&format!("http://localhost:8080{base}")).has("14. Februar 2027");
        let wrong = browser.post(&later, &[("email", "x\r\nBcc: a@b.de")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..3 {
            browser.post(&later, &[("email", "anna@example.org")]).await.location();
        }
        assert_eq!(
            browser.post(&later, &[("email", "anna@example.org")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let mails = lotse_core::mail::recent(&house.store).await.unwrap();
        assert_eq!(mails.len(), 3);
        assert!(mails[0].content.contains(&base) && mails[0].subject.contains("Bewohnerpark"), "{:?}", mails[0]);
        // Another browser goes on where the first one stopped.
        house.browser().get(&format!("{base}/schritt/2")).await.ok().has("Lange Straße");

        // Deleted at once, with its file; a second application with the same file keeps it.
        let other = fill_in(&browser).await;
        browser.get(&format!("{base}/loeschen")).await.ok().has("Datei");
        assert_eq!(browser.post::<&str, &str>(&format!("{base}/loeschen"), &[]).await.location(), SERVICE);
        assert_eq!(browser.get(&base).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.count("SELECT count(*) FROM blobs").await, 1);

        // Thirty days later the other one goes by itself.
        house.clock.advance_seconds(29 * 86_400);
        browser.get(&other).await.ok();
        house.clock.advance_seconds(2 * 86_400);
        assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
        let job = DeleteOldDrafts::handler();
        assert_eq!(job.kind(), DELETE_OLD_DRAFTS);
        let body = BodyKey::new(HERE).unwrap();
        job.run(&house.core, &body, &serde_json::Value::Null).await.unwrap();
        assert_eq!(house.count("SELECT count(*) FROM service_drafts").await, 0);
        assert_eq!(house.count("SELECT count(*) FROM blobs").await, 0);
        assert_eq!(house.count("SELECT count(*) FROM blob_holds").await, 0);
    }
}

#[tokio::test]
async fn a_draft_stays_on_its_version_and_a_withdrawn_service_takes_no_new_ones() {
    for house in House::each().await {
        let body = BodyKey::new(HERE).unwrap();
        let browser = house.browser();
        let base = fill_in(&browser).await;
        let mut dearer = anwohnerparken();
        dearer.fees.fee[0].amount_cents = 9_900;
        house.install(HERE, "anwohnerparken", dearer).await;
        browser.get(SERVICE).await.ok().has("99,00\u{a0}€");
        browser.get(&format!("{base}/pruefen")).await.ok().has("60,00\u{a0}€").lacks("99,00");
        let (catalogue, key) = (house.catalogue.clone(), body.clone());
        house
            .store
            .write(move |tx| Box::pin(async move { catalogue.withdraw(tx, &key, "anwohnerparken", START).await }))
            .await
            .unwrap();
        assert_eq!(browser.get(SERVICE).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post::<&str, &str>(&format!("{SERVICE}/antrag"), &[]).await.status, StatusCode::NOT_FOUND);
        browser.get(&format!("{base}/pruefen")).await.ok();
        browser.post(&format!("{base}/absenden"), &[("erklaerung", "ja")]).await.location();
        // What was pinned is read for this body, and for no other.
        let hash = anwohnerparken().hash();
        assert_eq!(house.catalogue.pinned(&body, &hash).await.unwrap().hash(), hash);
        assert!(house.catalogue.pinned(&BodyKey::new(THERE).unwrap(), &hash).await.is_err());
    }
}

#[tokio::test]
async fn people_with_an_account_find_their_drafts_and_programs_find_the_services() {
    let house = House::each().await.swap_remove(0);
    let browser = house.signed_in("resident@example.org").await;
    let base = begin(&browser, SERVICE).await;
    let own = house.services.own_things(PersonId(Uuid::from_u128(4)), "de").await.unwrap();
    assert_eq!((own.len(), own[0].url.as_str()), (1, base.as_str()));
    assert!(house.services.own_things(PersonId(Uuid::from_u128(5)), "de").await.unwrap().is_empty());

    let list: serde_json::Value =
        serde_json::from_str(&browser.get("/api/v1/borgentreich/services").await.ok().text).unwrap();
    assert_eq!(list["services"][0]["key"], "anwohnerparken");
    let path = "/api/v1/borgentreich/services/anwohnerparken";
    let one: serde_json::Value =
        serde_json::from_str(&browser.get(&format!("{path}?language=en")).await.ok().text).unwrap();
    assert_eq!(one["form"]["steps"].as_array().unwrap().len(), 6);
    assert_eq!(one["fees"][0]["amount_cents"], 3_000);
    assert!(one["texts"]["title"].as_str().unwrap().contains("parking"));
    assert_eq!(browser.get(&format!("{path}?language=xx")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.get("/api/openapi.json").await.ok().has("/api/v1/{body}/services/{service}");
}

#[tokio::test]
async fn every_statement_prepares_on_every_back_end() {
    for house in House::each().await {
        for statement in STATEMENTS {
            house.store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

/// Any XDatenfelder 3 schema can be applied for: every step renders, plausible answers go through.
#[tokio::test]
async fn every_schema_of_the_suite_can_be_filled_in() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/fim/xdf3");
    let Ok(entries) = std::fs::read_dir(&suite) else {
        println!("skipped: no suite");
        return;
    };
    let house = House::sqlite().await;
    let browser = house.browser();
    let (mut forms, mut steps, mut complete) = (0, 0, 0);
    let mut left = Vec::new();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.to_string_lossy().ends_with(".gz")) {
        let mut xml = Vec::new();
        flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut xml).unwrap();
        let schema = lotse_fim::read(&xml[..], &lotse_fim::Limits::default()).unwrap();
        let service = service_of(&scaffold(&schema, &xml, &options(forms)));
        let key = service.key.clone();
        let form = service.form_in(Language::German);
        house.install(HERE, &key, service).await;
        let base = begin(&browser, &format!("/borgentreich/leistungen/{key}")).await;
        forms += 1;
        steps += fill_in_with_samples(&browser, &base, &form).await;
        let review = browser.get(&format!("{base}/pruefen")).await.ok();
        if review.text.contains("Antrag absenden") {
            browser.post(&format!("{base}/absenden"), &[("erklaerung", "ja")]).await.location();
            complete += 1;
        } else {
            left.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    println!("{forms} forms, {steps} steps, {complete} sent; not complete: {left:?}");
    assert!(forms > 0 && complete == forms, "{complete} of {forms}; {left:?}");
}

fn options(number: usize) -> ScaffoldOptions {
    ScaffoldOptions {
        key: format!("leistung-{number}"),
        publisher: HERE.to_owned(),
        contact: lotse_reuse::Contact {
            name: "Testamt".into(),
            email: Some("test@example.org".into()),
            phone: None,
            url: None,
        },
        released: "2027-01-01".into(),
        licence: "EUPL-1.2".into(),
        url: "https://example.org/paket".into(),
        conditions: None,
    }
}

/// Sends each step with the samples until it leads on; gives the number of steps shown.
async fn fill_in_with_samples(browser: &Browser<'_>, base: &str, form: &Form) -> usize {
    let samples = sample_answers(form);
    let mut shown = 0;
    for step in &form.steps {
        let path = format!("{base}/schritt/{}", step.index + 1);
        let page = browser.get(&path).await;
        // Nothing to fill in here.
        if page.status == StatusCode::SEE_OTHER {
            continue;
        }
        let page = page.ok();
        assert!(page.bytes.len() < 700_000, "{path}: {} bytes", page.bytes.len());
        shown += 1;
        let here = |key: &lotse_fim::AnswerKey| form.step_of(key) == Some(step.index);
        let mut fields = vec![("aktion".to_owned(), "speichern".to_owned())];
        let mut files = Vec::new();
        for (key, value) in samples.iter().filter(|(key, _)| here(key)) {
            match value {
                AnswerValue::Text(text) => fields.push((key.html_name(), text.clone())),
                AnswerValue::File(_) => {
                    let field = form.node(&key.node_path()).and_then(FormNode::field).unwrap();
                    files.push((key.html_name(), sample_file(field.media_types.first().map(String::as_str))));
                }
            }
        }
        // Twice: files of fields that the first time asked for are taken the second time.
        for _ in 0..2 {
            let parts: Vec<_> =
                files.iter().map(|(name, (kind, bytes))| (name.as_str(), "datei", *kind, *bytes)).collect();
            let reply = browser.post_multipart(&path, &fields, &parts).await;
            assert!(!reply.status.is_server_error(), "{path}: {}", reply.text);
        }
    }
    shown
}

fn sample_file(kind: Option<&str>) -> (&'static str, &'static [u8]) {
    match kind {
        Some("image/png") => ("image/png", b"\x89PNG\r\n\x1a\n...."),
        Some("image/jpeg") => ("image/jpeg", b"\xff\xd8\xff\xe0...."),
        _ => ("application/pdf", PDF),
    }
}
