//! Publish, find, adopt, adapt, put into use, update, withdraw: as the people do it.

use lotse_core::{ledger, people::Actor, permissions::Action};
use lotse_reuse::{Patch, pack, signed};
use lotse_store::test_support::TestStore;

use crate::support::{BORGENTREICH, House, PADERBORN, Reply, key, migrations, package};

const OWN: &str = "/borgentreich/loesungen/anwohnerparken";

/// Address of the group of the overview whose title has this word.
fn group(page: &Reply, word: &str) -> String {
    let links = page.text.split("href=\"").filter(|part| part.starts_with(&format!("{OWN}/anpassen/")));
    let link = links.into_iter().find(|part| part.split("</a>").next().unwrap().contains(word));
    link.unwrap_or_else(|| panic!("no group {word} in {}", page.text)).split('"').next().unwrap().to_owned()
}

/// Paderborn publishes by the form; Borgentreich begins a draft.
async fn begun(house: &House) -> String {
    let paderborn = house.sign_in("cdo-paderborn").await;
    let upload = house.upload("/paderborn/loesungen/veroeffentlichen", &paderborn, &pack(&package("1.0.0"))).await;
    upload.is(303);
    assert_eq!(upload.header("location"), "/loesungen/anwohnerparken");
    let cdo = house.sign_in("cdo-borgentreich").await;
    let page = house.get("/loesungen/anwohnerparken", &cdo).await;
    page.is(200).shows("Für Borgentreich übernehmen").shows("noch nicht geprüft");
    let page = house.get(&format!("{OWN}/uebernehmen"), &cdo).await;
    house.post(&format!("{OWN}/uebernehmen"), &cdo, &page, &[]).await.is(303);
    cdo
}

/// Changes one value of the draft by the page of its group.
async fn change(house: &House, cdo: &str, word: &str, label: &str, value: &str) -> Reply {
    let overview = house.get(&format!("{OWN}/anpassen"), cdo).await;
    let href = group(&overview, word);
    let page = house.get(&href, cdo).await;
    page.is(200);
    let (row, field) = (page.input("stand"), page.field_labelled(label));
    house.post(&href, cdo, &page, &[("stand", &row), (&field, value), ("grund", "Satzung vom 1. März")]).await
}

async fn put_into_use(house: &House, cdo: &str) -> Reply {
    let page = house.get(&format!("{OWN}/vorschau"), cdo).await;
    page.is(200);
    let row = page.input("stand");
    let fields = [("stand", row.as_str()), ("entscheidung", "Bürgermeister, 12. März 2027")];
    house.post(&format!("{OWN}/in-betrieb"), cdo, &page, &fields).await
}

async fn adopted(house: &House) -> String {
    let cdo = begun(house).await;
    change(house, &cdo, "Gebühren", "Zone A«: Betrag", "25,00").await.is(303);
    put_into_use(house, &cdo).await.is(303);
    cdo
}

#[tokio::test]
async fn adopt_adapt_and_use() {
    for house in House::each().await {
        let cdo = begun(&house).await;
        change(&house, &cdo, "Gebühren", "Zone A«: Betrag", "viel")
            .await
            .is(422)
            .shows("Fehler:")
            .shows("zum Beispiel 25,00")
            .shows("value=\"viel\"");
        change(&house, &cdo, "Gebühren", "Zone A«: Betrag", "25,00").await.is(303);
        change(&house, &cdo, "Texte", "Einleitung (Deutsch)", "Willkommen in Borgentreich.\r\n\r\nHier geht es los.")
            .await
            .is(303);
        change(&house, &cdo, "Formular: Angaben zu Ihnen", "»Telefon« weglassen", "weglassen").await.is(303);

        let preview = house.get(&format!("{OWN}/vorschau"), &cdo).await;
        preview
            .is(200)
            .shows("30,00 €")
            .shows("25,00 €")
            .shows("Willkommen in Borgentreich.")
            .shows("Satzung vom 1. März");
        preview.shows("Familienname").shows("Kennzeichen").shows("weggelassen").shows("Vorführung");
        let form = preview.text.split("lotse-preview").nth(1).unwrap();
        assert!(!form.contains(">Telefon"), "the hidden field is still in the preview");

        let row = preview.input("stand");
        let undecided =
            house.post(&format!("{OWN}/in-betrieb"), &cdo, &preview, &[("stand", &row), ("entscheidung", " ")]).await;
        undecided.is(422).shows("wer wann entschieden");
        assert!(house.recorder.installed.lock().unwrap().is_empty());
        put_into_use(&house, &cdo).await.is(303);
        {
            let installed = house.recorder.installed.lock().unwrap();
            assert_eq!(installed.len(), 1);
            let order = &installed[0];
            assert_eq!((order.service.as_str(), order.version.as_str()), ("anwohnerparken", "1.0.0"));
            assert_eq!(order.hash, order.effective.hash());
            assert_eq!(order.effective.fees.fee[0].amount_cents, 2500);
            assert_eq!(order.effective.hidden.len(), 1);
        }
        let page = house.get(&format!("{OWN}/"), &cdo).await;
        page.is(200).shows("Bürgermeister, 12. März 2027").shows("25,00 €").shows("angepasst");
        house
            .get(&format!("{OWN}/verlauf"), &cdo)
            .await
            .is(200)
            .shows("Version 1.0.0 in Betrieb genommen")
            .shows("Person cdo-borgentreich");

        let events = ledger::history(house.core.store(), &key(BORGENTREICH), "solution:anwohnerparken").await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "solution.adopted");
        assert_eq!(events[0].data["changed_paths"].as_array().unwrap().len(), 3);
        assert!(!events[0].data.to_string().contains("Bürgermeister"), "the note may name a person");

        // The region sees it.
        house
            .get("/karte", "")
            .await
            .is(200)
            .shows("Borgentreich: in Betrieb, angepasst")
            .shows("Bielefeld: nicht in Betrieb")
            .shows("Quelle: ");
        house.get("/karte?loesung=anwohnerparken&sortierung=-seit", "").await.is(200).shows("aria-sort=\"descending\"");
        let table = house.get("/karte.csv", "").await;
        table.is(200).shows("057620012012,Borgentreich,Höxter,anwohnerparken,").shows(",1.0.0,2027-01-15,ja,");
        let front = house.get("/?q=HOEXTER", "").await;
        front.is(200).shows(">Höxter</a>").shows("/borgentreich/leistungen/anwohnerparken");
        house.get("/?q=34434", "").await.shows("href=\"/borgentreich/\"");
        house.get("/?q=nirgendwo", "").await.shows("keine Kommune gefunden");
        house.get("/loesungen/?q=bewohner+parken", "").await.is(200).shows("In Betrieb bei einer Kommune (bestätigt)");
        house.get("/loesungen/?q=hundesteuer", "").await.is(200).shows("Keine Lösung passt");
        let api = house.get("/api/v1/adoptions", "").await;
        let json: serde_json::Value = serde_json::from_str(&api.text).unwrap();
        assert_eq!(json["adoptions"][0]["body"], BORGENTREICH);
        assert_eq!(json["adoptions"][0]["changed"], true);
        let api = house.get("/api/v1/solutions/anwohnerparken", "").await;
        let json: serde_json::Value = serde_json::from_str(&api.text).unwrap();
        assert_eq!((json["confirmed_use"].as_u64(), json["versions"][0]["version"].as_str()), (Some(1), Some("1.0.0")));

        // After thirteen months without a word it does not count any more.
        house.clock.advance_seconds(400 * 86_400);
        house.get("/loesungen/anwohnerparken", "").await.shows("Noch hat keine Kommune den Betrieb bestätigt.");
    }
}

#[tokio::test]
async fn an_update_keeps_what_is_ones_own() {
    for house in House::each().await {
        let cdo = adopted(&house).await;
        house.get(&format!("{OWN}/aktualisieren"), &cdo).await.is(303);
        let paderborn = house.sign_in("cdo-paderborn").await;
        let page = house.get("/paderborn/loesungen/veroeffentlichen", &paderborn).await;
        page.shows("Version 1.1.0 veröffentlichen").lacks("Version 1.0.0 veröffentlichen");
        let fields = [("mitgeliefert", "anwohnerparken/1.1.0")];
        house.post("/paderborn/loesungen/veroeffentlichen", &paderborn, &page, &fields).await.is(303);
        house.get("/karte", "").await.shows("Borgentreich: angepasst; Update wartet");

        house
            .get("/borgentreich/loesungen/", &cdo)
            .await
            .is(200)
            .shows("Updates warten auf Sie")
            .shows("1.0.0 → 1.1.0");
        let page = house.get(&format!("{OWN}/aktualisieren"), &cdo).await;
        page.is(200)
            .shows("30,00 €")
            .shows("32,00 €")
            .shows("25,00 €")
            .shows("Laufende Fälle bleiben")
            .shows("Elektrofahrzeug");
        let (row, adoption) = (page.input("stand"), page.input("bestand"));
        let base = [("stand", row.as_str()), ("bestand", adoption.as_str()), ("ziel", "1.1.0")];
        let send = |extra: Vec<(&'static str, &'static str)>| {
            let fields: Vec<(&str, &str)> = base.into_iter().chain(extra).collect();
            fields
        };
        let path = format!("{OWN}/aktualisieren");
        house
            .post(&path, &cdo, &page, &send(vec![]))
            .await
            .is(422)
            .shows("Entscheiden Sie, welche Fassung gelten soll.")
            .shows("href=\"#wahl-0-1\"");
        let wrong = house.post(&path, &cdo, &page, &send(vec![("wahl-0", "anderer"), ("wert-0", "x")])).await;
        wrong.is(422).shows("zum Beispiel 25,00").shows("value=\"x\"");
        assert_eq!(house.recorder.installed.lock().unwrap().len(), 1);
        house.post(&path, &cdo, &page, &send(vec![("wahl-0", "anderer"), ("wert-0", "27,50")])).await.is(303);

        let preview = house.get(&format!("{OWN}/vorschau"), &cdo).await;
        preview.is(200).shows("27,50 €").shows("Ist es ein Elektrofahrzeug?");
        // Looking at the decisions again shows what was decided.
        house.get(&path, &cdo).await.is(200).shows("Sie haben schon entschieden").shows("value=\"27,50\"");
        put_into_use(&house, &cdo).await.is(303);
        {
            let installed = house.recorder.installed.lock().unwrap();
            assert_eq!(installed.len(), 2);
            assert_eq!(
                (installed[1].version.as_str(), installed[1].effective.fees.fee[0].amount_cents),
                ("1.1.0", 2750)
            );
            assert_ne!(installed[0].hash, installed[1].hash);
        }
        let events = ledger::history(house.core.store(), &key(BORGENTREICH), "solution:anwohnerparken").await.unwrap();
        assert_eq!(events[1].kind, "solution.updated");
        assert_eq!(events[1].data["from"], "1.0.0");
        house.get("/karte", "").await.shows("Borgentreich: in Betrieb, angepasst");

        // Out of use and back, as it was.
        let page = house.get(&format!("{OWN}/ausser-betrieb"), &cdo).await;
        let row = page.input("stand");
        house.post(&format!("{OWN}/ausser-betrieb"), &cdo, &page, &[("stand", &row)]).await.is(303);
        assert_eq!(*house.recorder.withdrawn.lock().unwrap(), [format!("{BORGENTREICH}/anwohnerparken")]);
        house.get("/karte", "").await.shows("Borgentreich: nicht in Betrieb");
        let page = house.get(&format!("{OWN}/"), &cdo).await;
        let row = page.input("stand");
        house.post(&format!("{OWN}/wieder-in-betrieb"), &cdo, &page, &[("stand", &row)]).await.is(303);
        {
            let installed = house.recorder.installed.lock().unwrap();
            assert_eq!(installed[2].hash, installed[1].hash);
        }
        let report = ledger::verify(house.core.store(), &[house.core.signer().verifier()]).await.unwrap();
        assert!(report.iter().all(|body| body.faults.is_empty()), "{report:?}");
    }
}

#[tokio::test]
async fn two_officers_do_not_overwrite_each_other() {
    for house in House::each().await {
        let first = begun(&house).await;
        let second = house.sign_in("zweite-borgentreich").await;
        let overview = house.get(&format!("{OWN}/anpassen"), &first).await;
        let href = group(&overview, "Gebühren");
        let (page, other) = (house.get(&href, &first).await, house.get(&href, &second).await);
        let (row, field) = (page.input("stand"), page.field_labelled("Zone A«: Betrag"));
        house.post(&href, &first, &page, &[("stand", &row), (&field, "25,00")]).await.is(303);
        let late = house.post(&href, &second, &other, &[("stand", &row), (&field, "26,00")]).await;
        late.is(409).shows("Jemand anderes hat diese Lösung inzwischen bearbeitet");
        house.get(&format!("{OWN}/vorschau"), &first).await.shows("25,00 €");

        // Nor does a preview that is out of date go into use.
        let preview = house.get(&format!("{OWN}/vorschau"), &second).await;
        change(&house, &first, "Gebühren", "Zone A«: Betrag", "24,00").await.is(303);
        let fields = [("stand", preview.input("stand")), ("entscheidung", "x".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.post(&format!("{OWN}/in-betrieb"), &second, &preview, &fields).await.is(409);
        assert!(house.recorder.installed.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn only_those_who_may() {
    let house = House::each().await.remove(0);
    let cdo = adopted(&house).await;
    let (paderborn, clerk, staff) =
        (house.sign_in("cdo-paderborn").await, house.sign_in("sachbearbeitung").await, house.sign_in("buero").await);
    for rest in ["anpassen", "vorschau", "aktualisieren", "uebernehmen", "ausser-betrieb"] {
        for stranger in [&paderborn, &clerk, &staff] {
            house.get(&format!("{OWN}/{rest}"), stranger).await.is(403);
        }
        let anonymous = house.get(&format!("{OWN}/{rest}"), "").await;
        assert!(anonymous.is(303).header("location").starts_with("/anmelden"));
    }
    house.get("/borgentreich/loesungen/", &staff).await.is(200).lacks("Entwurf verwerfen");
    house.get("/borgentreich/loesungen/", &paderborn).await.is(403);
    house.get("/borgentreich/loesungen/veroeffentlichen", &paderborn).await.is(403);
    for missing in [
        "/loesungen/gibt-es-nicht",
        "/loesungen/anwohnerparken/9.9.9/paket.tar.gz",
        "/borgentreich/loesungen/gibt-es-nicht/uebernehmen",
    ] {
        house.get(missing, &cdo).await.is(404);
    }
    // Commands ask again, whoever calls them.
    let nobody = Actor::Anonymous;
    let body = key(BORGENTREICH);
    assert!(house.office.publish(&nobody, &key(PADERBORN), package("1.1.0")).await.is_err());
    assert!(
        house.office.adopt_and_use(&nobody, &body, "anwohnerparken", "1.0.0", Vec::new(), "x".into()).await.is_err()
    );
    // Every page that changes something belongs to one body.
    let routes = lotse_cooperation::solutions::routes(house.office.clone());
    for entry in routes.list().iter().filter(|entry| entry.action != Action::ReadPublic) {
        assert!(entry.path.starts_with("/{body}/"), "{}", entry.path);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_package_is_said() {
    for house in House::each().await {
        let paderborn = house.sign_in("cdo-paderborn").await;
        let path = "/paderborn/loesungen/veroeffentlichen";
        house.upload(path, &paderborn, b"kein Archiv").await.is(422).shows("kein lesbares tar.gz");

        let mut broken = package("1.0.0");
        let fees = String::from_utf8(broken["fees.toml"].clone()).unwrap();
        broken.insert("fees.toml".into(), fees.replace("amount_cents = 3000", "amount_cents = dreißig").into_bytes());
        let line = fees.lines().position(|line| line.contains("= 3000")).unwrap() + 1;
        house
            .upload(path, &paderborn, &pack(&broken))
            .await
            .is(422)
            .shows(&format!("fees.toml, Zeile {line}"))
            .shows("Das Paket hat");

        // Not in the name of another body.
        let cdo = house.sign_in("cdo-borgentreich").await;
        let foreign = house.upload("/borgentreich/loesungen/veroeffentlichen", &cdo, &pack(&package("1.0.0"))).await;
        foreign.is(422).shows("Als Herausgeber steht 057740032032");

        // Not when it was changed after somebody signed it.
        let stranger = lotse_reuse::SigningKey::from_bytes(&[7; 32]);
        let mut changed = signed(&package("1.0.0"), &stranger);
        changed.get_mut("fees.toml").unwrap().extend(b"# x\n");
        house.upload(path, &paderborn, &pack(&changed)).await.is(422).shows("ohne signature.json");
        house.get("/loesungen/", "").await.shows("Noch ist keine Lösung veröffentlicht");

        // A good signature by another key is replaced by this installation's.
        house.upload(path, &paderborn, &pack(&signed(&package("1.1.0"), &stranger))).await.is(303);
        house
            .upload(path, &paderborn, &pack(&package("1.0.0")))
            .await
            .is(422)
            .shows("nicht höher als die veröffentlichte 1.1.0");

        // What comes out is signed and the same.
        let archive = house.get("/loesungen/anwohnerparken/1.1.0/paket.tar.gz", "").await;
        archive.is(200);
        let files = lotse_reuse::unpack(&archive.bytes, &lotse_reuse::Limits::default()).unwrap();
        let trusted = lotse_reuse::SigningKey::from_bytes(&[3; 32]).verifying_key();
        let verified = lotse_reuse::verify(&files, &[trusted]).unwrap();
        assert_eq!(verified.content_hash, lotse_reuse::content_hash(&package("1.1.0")));
        house.get("/loesungen/anwohnerparken/1.1.0/publiccode.yml", "").await.is(200).shows("publiccodeYmlVersion");

        // Recalled: nobody can begin with it any more.
        let page = house.get("/paderborn/loesungen/anwohnerparken/zurueckrufen/1.1.0", &paderborn).await;
        let recall = "/paderborn/loesungen/anwohnerparken/zurueckrufen/1.1.0";
        house.post(recall, &paderborn, &page, &[("grund", "")]).await.is(422);
        house.post(recall, &paderborn, &page, &[("grund", "Falsche Gebühr in Zone B")]).await.is(303);
        house.get("/loesungen/anwohnerparken", "").await.shows("Falsche Gebühr in Zone B");
        let begin = house.get(&format!("{OWN}/uebernehmen"), &cdo).await;
        house.post(&format!("{OWN}/uebernehmen"), &cdo, &begin, &[]).await.is(409);
    }
}

#[tokio::test]
async fn the_seed_of_the_demo() {
    for house in House::each().await {
        let system = Actor::System("test");
        let (publisher, body) = (key(PADERBORN), key(BORGENTREICH));
        let published = house.office.publish(&system, &publisher, package("1.0.0")).await.unwrap();
        assert_eq!(published.version.to_string(), "1.0.0");
        assert!(house.office.is_published("anwohnerparken", "1.0.0").await.unwrap());
        assert!(!house.office.is_published("anwohnerparken", "1.1.0").await.unwrap());
        let patches = vec![Patch::new("fees/zone-a/amount_cents", 2500)];
        let adoption = house
            .office
            .adopt_and_use(&system, &body, "anwohnerparken", "1.0.0", patches, "Demo".into())
            .await
            .unwrap();
        assert!(adoption.changed && adoption.is_in_use());
        let wrong = vec![Patch::new("fees/zone-x/amount_cents", 2500)];
        assert!(
            house
                .office
                .adopt_and_use(&system, &publisher, "anwohnerparken", "1.0.0", wrong, "Demo".into())
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn every_page_in_every_language() {
    let house = House::each().await.remove(0);
    let cdo = adopted(&house).await;
    let pages = [
        "/",
        "/karte",
        "/loesungen/",
        "/loesungen/anwohnerparken",
        "/borgentreich/loesungen/",
        &format!("{OWN}/"),
        &format!("{OWN}/verlauf"),
    ];
    for language in ["de", "en", "leicht"] {
        for path in pages {
            let page = house.get(&format!("{path}?sprache={language}"), &cdo).await;
            // A missing text would stand there with its key.
            page.is(200).lacks(">loesungen-").lacks(">amt-loesungen-");
            assert!(page.text.len() < 100_000, "{path} has {} bytes", page.text.len());
        }
    }
    let texts = lotse_web::Texts::new(&[lotse_web::TEXTS, lotse_cooperation::solutions::TEXTS]).unwrap();
    assert_eq!(texts.missing_keys(), Vec::new());
}

#[tokio::test]
async fn statements_fit_both_back_ends() {
    for store in TestStore::each_migrated(&migrations()).await {
        for statement in lotse_cooperation::solutions::STATEMENTS {
            store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}
