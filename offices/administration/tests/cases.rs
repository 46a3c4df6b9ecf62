//! Cases: from an application to a decision, with everything that may come between.

use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use lotse_administration::cases::{DeleteOld, Intake, Office, PassDeadlines, STATEMENTS};
use lotse_core::{
    blobs::{self, BlobFacts},
    body::BodyKey,
    errors::Failure,
    ledger, mail,
    offers::{Attachment, CaseIntake, NewCase, OpenedCase},
    people::{self, Actor, Membership, PersonId},
    permissions::Role,
    profile::{self, Profile},
    secret_hash,
};
use lotse_fim::{sample_answers, validate};
use lotse_reuse::{Actor as StepActor, EffectiveService};
use uuid::Uuid;

use crate::harness::{Browser, HERE, House, Reply, START, anwohnerparken};

const NUMBER: &str = "2027-00001";
const CASE: &str = "/borgentreich/amt/faelle/2027-00001";
const CLERK: &str = "clerk@example.org";
const COLLEAGUE: &str = "neighbour@example.org";
const RESIDENT: &str = "resident@example.org";
const NOTHING: [(&str, &str); 0] = [];

fn here() -> BodyKey {
    BodyKey::new(HERE).unwrap()
}

/// Submits an application as services does; the secret of the link comes back.
pub async fn submit(house: &House, application: u128, applicant: Option<PersonId>) -> (OpenedCase, String) {
    submit_to(house, application, applicant, anwohnerparken()).await
}

async fn submit_to(
    house: &House,
    application: u128,
    applicant: Option<PersonId>,
    service: EffectiveService,
) -> (OpenedCase, String) {
    let (core, service) = (&house.core, Arc::new(service));
    let application_id = Uuid::from_u128(application);
    let secret = core.link_secret("application", application_id);
    let bytes = Bytes::from_static(b"%PDF-1.7 Schein");
    let blob = core.blobs().put(&here(), bytes.clone()).await.unwrap();
    let form = service.form();
    let answers = validate::canonical(&form, &sample_answers(&form), &service.conditions());
    let key =
        answers.iter().map(|(key, _)| key).find(|key| answers.file(key).is_some()).expect("a form with an upload");
    let attachment = Attachment {
        key: key.to_string(),
        file_name: "schein <alt>.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 15,
        sha256: blob.hex(),
    };
    let case = NewCase {
        body: here(),
        application_id,
        service: "anwohnerparken".to_owned(),
        service_title: "Bewohnerparkausweis".to_owned(),
        version: "1.0.0".to_owned(),
        effective_hash: service.hash(),
        effective: service.clone(),
        answers: serde_json::to_value(&answers).unwrap(),
        attachments: vec![attachment],
        applicant,
        applicant_name: "Rita Beispiel".to_owned(),
        applicant_email: Some(RESIDENT.to_owned()),
        language: "de".to_owned(),
        fee_cents: 3_070,
        link_hash: secret_hash(&secret),
        status_url: Some(format!("http://localhost:8080/borgentreich/vorgang/{secret}")),
        actor: Actor::Anonymous,
        now: core.now(),
    };
    let (intake, now) = (Intake::new(core.clone()), core.now());
    let write = core.store().write(move |tx| {
        Box::pin(async move {
            let facts = BlobFacts { media_type: "application/pdf".into(), purpose: "draft", delete_after: Some(now) };
            blobs::enter(tx, now, &case.body, blob, bytes.len(), &facts).await?;
            intake.open_case(tx, case).await
        })
    });
    (write.await.unwrap(), secret)
}

/// Value of the first hidden field of that name.
fn hidden(reply: &Reply, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let place = reply.text.find(&start).unwrap_or_else(|| panic!("no field {name} in {}", reply.text)) + start.len();
    reply.text[place..].split('"').next().unwrap().to_owned()
}

/// Opens a page with a form and sends it with these fields.
pub async fn fill(browser: &Browser<'_>, page: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
    let form = browser.get(page).await.ok();
    let stand = if form.text.contains("name=\"stand\"") { hidden(&form, "stand") } else { String::new() };
    let mut all = vec![("stand", stand.as_str())];
    all.extend_from_slice(fields);
    browser.post(action, &all).await
}

/// The latest mail, subject first.
pub async fn last_mail(house: &House) -> String {
    let mails = mail::recent(house.core.store()).await.unwrap();
    mails.first().map(|mail| format!("{}\n{}", mail.subject, mail.content)).unwrap_or_default()
}

async fn events(house: &House, number: &str) -> Vec<String> {
    let entries = ledger::history(house.core.store(), &here(), number).await.unwrap();
    entries.into_iter().map(|entry| entry.kind).collect()
}

/// Makes the neighbour a caseworker, too.
async fn second_caseworker(house: &House) {
    let enter = house.store.write(|tx| {
        Box::pin(async move {
            let colleague = Membership { body: here(), role: Role::Caseworker };
            people::add_membership(tx, START, PersonId(Uuid::from_u128(5)), &colleague, START, None, "test").await
        })
    });
    enter.await.unwrap();
}

#[tokio::test]
async fn every_statement_is_understood_by_both_back_ends() {
    for house in House::each().await {
        for statement in STATEMENTS {
            house.store.prepare_check(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

#[tokio::test]
async fn from_application_to_decision() {
    for house in House::each().await {
        let (first, second) = tokio::join!(submit(&house, 77, None), submit(&house, 77, None));
        let (opened, secret) = submit(&house, 77, None).await;
        assert_eq!(opened.number, NUMBER);
        assert!(first.0 == opened && second.0 == opened, "the same application stays one case");
        let status = format!("/borgentreich/vorgang/{secret}");
        assert!(last_mail(&house).await.contains(&format!("http://localhost:8080{status}")));

        // The receipt can be checked by anybody.
        let resident = house.browser();
        resident.get(&format!("{status}/quittung")).await.ok().has(NUMBER).has("lotse receipt verify");
        let receipt = resident.get(&format!("{status}/quittung.json")).await.ok();
        let receipt = lotse_evidence::Receipt::from_json(&receipt.text).unwrap();
        let verified = receipt.verify(Some(&house.core.signer().verifier())).unwrap();
        assert_eq!(verified.subject, NUMBER);
        assert!(!receipt.event.contains("Rita"), "events hold no names: {}", receipt.event);
        let answers = resident.get(&format!("{status}/angaben.json")).await.ok();
        let answers: serde_json::Value = serde_json::from_str(&answers.text).unwrap();
        assert!(receipt.event.contains(answers["sha256"].as_str().unwrap()));
        let new = resident.get(&status).await.ok();
        new.has("Ihr Antrag ist eingegangen");
        assert_eq!(new.header("cache-control"), "no-store");

        // The caseworker finds it and takes it.
        let clerk = house.signed_in(CLERK).await;
        clerk.get("/borgentreich/amt/").await.ok().has(CASE);
        clerk.get("/borgentreich/amt/faelle?suche=rita&sortierung=neu").await.ok().has(CASE).has("Rita Beispiel");
        // A percent sign is no wildcard.
        clerk.get("/borgentreich/amt/faelle?suche=r%25a").await.ok().lacks(CASE);
        let case = clerk.get(CASE).await.ok();
        case.has("Rita Beispiel").has("30,70").has("Nächster Schritt").has("schein &#60;alt&#62;.pdf");
        fill(&clerk, CASE, &format!("{CASE}/zuweisen"), &[("wer", "ich")]).await.location();
        clerk.get("/borgentreich/amt/?sicht=ich").await.ok().has(CASE);

        // A question without text is refused at the field; with text it goes out.
        let ask = format!("{CASE}/schritt/ask-back");
        let missing = fill(&clerk, &ask, &ask, &[("begruendung", " ")]).await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        missing.has("<title>Fehler: ").has("#feld-begruendung");
        house.clock.advance_seconds(86_400);
        let clerk = house.signed_in(CLERK).await;
        fill(&clerk, &ask, &ask, &[("begruendung", "Welches <b>Kennzeichen</b>?")]).await.location();
        assert!(last_mail(&house).await.starts_with("Wir haben eine Frage"));

        // The applicant answers five days later.
        house.clock.advance_seconds(5 * 86_400);
        let question = resident.get(&status).await.ok();
        question.has("Wir haben eine Frage an Sie").has("Kennzeichen").lacks("<b>Kenn");
        let answer = format!("{status}/antwort");
        let empty = resident.post(&answer, &[("antwort", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text);
        let file = |bytes| [("dateien", "nachweis.pdf", "application/pdf", bytes)];
        let wrong = resident.post_multipart(&answer, &[("antwort", "Hier.")], &file(b"MZ kein Bild" as &[u8])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.has("kein PDF, JPEG oder PNG").has("Hier.");
        resident.post_multipart(&answer, &[("antwort", "PB-XY 1")], &file(b"%PDF-1.4 Nachweis")).await.location();
        let twice = resident.post(&answer, &[("antwort", "noch einmal")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(last_mail(&house).await.starts_with("Antwort zum Vorgang"));

        // The period rested for the five days: 14 days from the 15th and 5 more.
        let clerk = house.signed_in(CLERK).await;
        let case = clerk.get(CASE).await.ok();
        case.has("3. Februar 2027").has("PB-XY 1");
        let place = case.text.find("/dokument/").unwrap();
        let document = case.text[..place + 46].rsplit('"').next().unwrap();
        let file = clerk.get(document).await.ok();
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert!(file.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");

        // A preview is no decision.
        let grant = format!("{CASE}/schritt/grant");
        let preview =
            fill(&clerk, &grant, &grant, &[("tun", "vorschau"), ("begruendung", "Sie *wohnen* dort.")]).await.ok();
        preview.has("Verwaltungsgericht").has("*wohnen*");
        let pdf = format!("{status}/bescheid.pdf");
        assert_eq!(resident.get(&pdf).await.status, StatusCode::NOT_FOUND);
        fill(&clerk, &grant, &grant, &[("tun", "erlassen"), ("begruendung", "Sie wohnen in der Zone.")])
            .await
            .location();
        let mail = last_mail(&house).await;
        assert!(mail.starts_with("Ihr Bescheid zum Antrag") && mail.contains(&secret), "{mail}");

        resident.get(&status).await.ok().has("Ihr Antrag ist bewilligt").has("/bescheid.pdf");
        let pdf = resident.get(&pdf).await.ok();
        assert!(pdf.bytes.starts_with(b"%PDF") && pdf.header("content-type") == "application/pdf");
        resident.get(&format!("{status}/bescheid")).await.ok().has("Sie wohnen in der Zone.");
        resident.get(&format!("{status}?sprache=en")).await.ok().has("Your application has been granted");
        resident.get(&format!("{status}?sprache=leicht")).await.ok().has("Wir sagen Ja zu Ihrem Antrag");

        // No way back, and the history names who did what.
        let late = clerk.post(&grant, &[("stand", "9")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        late.has("Bewilligt");
        let history = clerk.get(&format!("{CASE}/verlauf")).await.ok();
        history
            .has("Antrag eingegangen")
            .has("Rückfrage gestellt")
            .has("Bewilligt, Bescheid")
            .has("Person 1")
            .has("über den Link");
        let kinds =
            ["application.submitted", "case.assigned", "case.question-asked", "case.question-answered", "case.granted"];
        assert_eq!(events(&house, NUMBER).await, kinds);
        let reports = ledger::verify(house.core.store(), &[house.core.signer().verifier()]).await.unwrap();
        assert!(reports.iter().all(|report| report.faults.is_empty()), "{reports:?}");
    }
}

#[tokio::test]
async fn two_clerks_at_once() {
    for house in House::each().await {
        second_caseworker(&house).await;
        submit(&house, 1, None).await;
        let (clerk, colleague) = (house.signed_in(CLERK).await, house.signed_in(COLLEAGUE).await);
        fill(&clerk, CASE, &format!("{CASE}/schritt/start"), &NOTHING).await.location();
        let deny = format!("{CASE}/schritt/deny");
        let stand = hidden(&clerk.get(&deny).await.ok(), "stand");
        assert_eq!(hidden(&colleague.get(&deny).await.ok(), "stand"), stand);
        let fields = [("tun", "erlassen"), ("begruendung", "Außerhalb der Zone."), ("stand", stand.as_str())];
        let (first, second) = tokio::join!(clerk.post(&deny, &fields), colleague.post(&deny, &fields));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{} {}", first.text, second.text);
        let denied = events(&house, NUMBER).await.into_iter().filter(|kind| kind == "case.denied").count();
        assert_eq!(denied, 1, "one decision only");

        // A form that is out of date keeps the text and can be sent again.
        let (opened, _) = submit(&house, 2, None).await;
        let case = format!("/borgentreich/amt/faelle/{}", opened.number);
        let ask = format!("{case}/schritt/ask-back");
        let stale = hidden(&clerk.get(&ask).await.ok(), "stand");
        fill(&colleague, &case, &format!("{case}/zuweisen"), &[("wer", "ich")]).await.location();
        let conflict = clerk.post(&ask, &[("stand", stale.as_str()), ("begruendung", "Mein langer Text")]).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        conflict.has("Mein langer Text").has("inzwischen geändert");
        let fresh = hidden(&conflict, "stand");
        clerk.post(&ask, &[("stand", fresh.as_str()), ("begruendung", "Mein langer Text")]).await.location();
    }
}

#[tokio::test]
async fn who_may_see_what() {
    for house in House::each().await {
        let (_, secret) = submit(&house, 1, Some(PersonId(Uuid::from_u128(4)))).await;
        let (foreign, cdo) = (house.signed_in("foreign@example.org").await, house.signed_in("cdo@example.org").await);
        let stranger = house.browser();
        let list = "/borgentreich/amt/faelle.csv";
        for path in ["/borgentreich/amt/", "/borgentreich/amt/faelle", list, CASE, "/api/v1/borgentreich/cases"] {
            for browser in [&foreign, &cdo] {
                assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        assert_eq!(stranger.get(CASE).await.status, StatusCode::SEE_OTHER, "to the sign-in page");
        assert_eq!(stranger.get("/api/v1/borgentreich/cases").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(foreign.get("/paderborn/amt/faelle/2027-00001").await.status, StatusCode::NOT_FOUND);
        let elsewhere = format!("/paderborn/vorgang/{secret}");
        for path in
            [elsewhere.as_str(), "/borgentreich/vorgang/00000000000000000000000000000000", "/borgentreich/vorgang/x"]
        {
            assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }

        let clerk = house.signed_in(CLERK).await;
        let api = clerk.get("/api/v1/borgentreich/cases").await.ok();
        let api: serde_json::Value = serde_json::from_str(&api.text).unwrap();
        assert_eq!((api["total"].as_i64(), api["cases"][0]["number"].as_str()), (Some(1), Some(NUMBER)));
        assert!(!api.to_string().contains("Rita"));
        let wrong = clerk.get("/api/v1/borgentreich/cases?limit=0").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(clerk.get("/api/v1/nirgends/cases").await.status, StatusCode::NOT_FOUND);
        let csv = clerk.get("/borgentreich/amt/faelle.csv?zustand=all").await.ok();
        csv.has("\u{feff}Aktenzeichen;").has("2027-00001;Rita Beispiel;");

        // The owner needs no link, somebody else with an account gets nowhere.
        let owner = house.signed_in(RESIDENT).await;
        let mine = owner.get("/meine/").await.ok();
        let place = mine.text.find("/borgentreich/vorgang/").unwrap();
        let own = mine.text[place..].split('"').next().unwrap();
        owner.get(own).await.ok().has("Ihr Antrag ist eingegangen");
        assert_eq!(cdo.get(own).await.status, StatusCode::FORBIDDEN);
        assert_eq!(stranger.get(own).await.status, StatusCode::SEE_OTHER);

        let withdraw = format!("{own}/zurueckziehen");
        fill(&owner, &withdraw, &withdraw, &NOTHING).await.location();
        owner.get(own).await.ok().has("Sie haben den Antrag zurückgezogen");
        assert_eq!(owner.get(&withdraw).await.status, StatusCode::CONFLICT);
        assert_eq!(owner.post(&withdraw, &NOTHING).await.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_denial_needs_reasons_and_data_goes_in_time() {
    for house in House::each().await {
        let enter = house.store.write(|tx| {
            Box::pin(async move {
                let own = Profile { legal_remedy: "Eigener Rechtsbehelf dieser Stadt.".into(), ..Profile::default() };
                profile::set(tx, START, &here(), &own).await?;
                Ok::<_, Failure>(())
            })
        });
        enter.await.unwrap();
        let (_, secret) = submit(&house, 1, None).await;
        let status = format!("/borgentreich/vorgang/{secret}");
        let (clerk, resident) = (house.signed_in(CLERK).await, house.browser());
        let deny = format!("{CASE}/schritt/deny");
        let unready = clerk.get(&deny).await;
        assert_eq!(unready.status, StatusCode::CONFLICT, "not before the review has begun");
        unready.has("Eingegangen");
        fill(&clerk, CASE, &format!("{CASE}/schritt/start"), &NOTHING).await.location();
        let note = format!("{CASE}/notiz");
        assert_eq!(fill(&clerk, CASE, &note, &[("notiz", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        fill(&clerk, CASE, &note, &[("notiz", "Akte liegt bei Kolja")]).await.location();
        clerk.get(CASE).await.ok().has("Kolja");
        resident.get(&status).await.ok().lacks("Kolja");
        let without = fill(&clerk, &deny, &deny, &[("tun", "erlassen"), ("begruendung", "")]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        fill(&clerk, &deny, &deny, &[("tun", "erlassen"), ("begruendung", "Außerhalb der Zone.")]).await.location();
        let decision = resident.get(&format!("{status}/bescheid")).await.ok();
        decision.has("Außerhalb der Zone.").has("Eigener Rechtsbehelf dieser Stadt.");

        // Proofs go after 90 days.
        let deletion = DeleteOld::new(house.catalogue.clone());
        clerk.get(CASE).await.ok().has("schein &#60;alt&#62;.pdf");
        house.clock.advance_seconds(91 * 86_400);
        assert_eq!(deletion.run_now(&house.core).await.unwrap(), 1);
        assert_eq!(blobs::delete_old(&house.core).await.unwrap(), 1);
        let clerk = house.signed_in(CLERK).await;
        clerk.get(CASE).await.ok().has("Rita Beispiel").lacks("schein &#60;alt&#62;.pdf");
        let pdf = format!("{status}/bescheid.pdf");
        assert!(resident.get(&pdf).await.ok().bytes.starts_with(b"%PDF"));
        assert_eq!(deletion.run_now(&house.core).await.unwrap(), 0);

        // Everything goes after five years; number, events and receipt stay.
        house.clock.advance_seconds(1_827 * 86_400);
        assert_eq!(deletion.run_now(&house.core).await.unwrap(), 1);
        assert_eq!(blobs::delete_old(&house.core).await.unwrap(), 1);
        let clerk = house.signed_in(CLERK).await;
        clerk.get(CASE).await.ok().has(NUMBER).has("gelöscht").lacks("Rita");
        assert_eq!(resident.get(&pdf).await.status, StatusCode::NOT_FOUND);
        assert_eq!(events(&house, NUMBER).await.last().map(String::as_str), Some("case.data-deleted"));
        resident.get(&format!("{status}/quittung.json")).await.ok().has(NUMBER);
    }
}

#[tokio::test]
async fn what_the_workflow_leaves_to_the_program_and_to_a_second_person() {
    for house in House::each().await {
        let mut service = anwohnerparken();
        for step in &mut service.workflow.transition {
            match step.key.as_str() {
                "resume" => step.who = StepActor::System,
                "grant" => step.who = StepActor::Supervisor,
                _ => {}
            }
        }
        house.install(HERE, "frist", service.clone()).await;
        submit_to(&house, 1, None, service).await;
        let office = Office::new(house.core.clone(), house.catalogue.clone(), Vec::new());
        let deadlines = PassDeadlines::new(office);
        let clerk = house.signed_in(CLERK).await;
        let ask = format!("{CASE}/schritt/ask-back");
        fill(&clerk, &ask, &ask, &[("begruendung", "Welches Kennzeichen?")]).await.location();
        clerk.get(CASE).await.ok().lacks("/schritt/resume");
        assert_eq!(deadlines.run_now(&house.core).await.unwrap(), 0, "the period still runs");
        house.clock.advance_seconds(15 * 86_400);
        assert_eq!(deadlines.run_now(&house.core).await.unwrap(), 1);
        assert_eq!(deadlines.run_now(&house.core).await.unwrap(), 0);
        let clerk = house.signed_in(CLERK).await;
        clerk.get(&format!("{CASE}/verlauf")).await.ok().has("Frist abgelaufen").has("selbsttätig");

        // Who took the last step cannot be the second person; the program is none.
        clerk.get(CASE).await.ok().has("/schritt/deny").lacks("/schritt/grant");
        let alone = clerk.get(&format!("{CASE}/schritt/grant")).await;
        assert_eq!(alone.status, StatusCode::CONFLICT);
        alone.has("zweite Person");
        second_caseworker(&house).await;
        let colleague = house.signed_in(COLLEAGUE).await;
        colleague.get(CASE).await.ok().has("/schritt/grant");
    }
}
