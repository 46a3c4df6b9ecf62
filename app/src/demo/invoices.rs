//! The invoice office of the demo: a municipality with units, an account and invoices in every state. All made up.

use std::{collections::BTreeSet, sync::Arc};

use anyhow::Context;
use bytes::Bytes;
use jiff::{ToSpan, civil::Date};
use lotse_administration::invoices::{
    Account, Channel, Intake, Office, Outcome, Received, Settings, Step, Unit,
    samples::{self, Sample},
};
use lotse_core::{
    body::BodyKey,
    clock::FixedClock,
    people::{self, Actor},
};

use super::person_id;
use crate::house::House;

const BODY: &str = "057620012012";
/// Name and Leitweg-ID; the check digits are right, the addresses do not exist.
const UNITS: [(&str, &str, &str); 3] = [
    ("schulen", "Schulverwaltung", "05762-DEMO1-59"),
    ("bauhof", "Bauhof", "05762-DEMO2-56"),
    ("hauptamt", "Hauptamt", "05762-DEMO3-53"),
];

/// How far an invoice of the demo has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Received,
    Checked,
    Factual,
    Arithmetical,
    Ordered,
    Paid,
    SentBack,
}

struct Entry {
    way: Way,
    channel: Channel,
    sample: Sample,
}

/// Once; what people do with it stays over the next start.
pub(super) async fn seed(house: &House) -> anyhow::Result<()> {
    let office = &house.invoices;
    let body = BodyKey::new(BODY)?;
    let system = Actor::System("demo");
    if office.seen(&body, &format!("ER-{}-00001", house.core.now().local_year())).await.is_ok() {
        return Ok(());
    }
    for (key, name, leitweg_id) in UNITS {
        let unit = Unit {
            body: body.clone(),
            key: key.to_owned(),
            name: name.to_owned(),
            leitweg_id: leitweg_id.to_owned(),
            is_active: true,
        };
        office.put_unit(&system, unit).await?;
    }
    office.put_settings(&system, &body, settings()).await?;
    let today: Date = house.core.now().date_iso().parse()?;
    let entries = entries(today);
    pay(house, &body, entries.iter().filter(|entry| entry.way == Way::Paid)).await?;
    for entry in entries.iter().filter(|entry| entry.way != Way::Paid) {
        let number = receive(office, &body, entry).await?;
        walk(house, office, &body, &number, entry.way).await?;
    }
    Ok(())
}

/// What is paid today came, was ordered and released two weeks ago: the bank has had its days since.
async fn pay(house: &House, body: &BodyKey, entries: impl Iterator<Item = &Entry>) -> anyhow::Result<()> {
    let then = house.core.by_clock(Arc::new(FixedClock::at(house.core.now().plus_days(-14))));
    let office = Office::new(then.clone(), Intake::new(then));
    let mut paid = BTreeSet::new();
    for entry in entries {
        let number = receive(&office, body, entry).await?;
        walk(house, &office, body, &number, entry.way).await?;
        paid.insert(number);
    }
    let (treasurer, second) = (actor(house, "treasurer").await?, actor(house, "second-treasurer").await?);
    let number = office.make_run(&treasurer, body, &paid, None).await?;
    office.release_run(&second, body, office.run(body, &number).await?, None).await?;
    house.invoices.mark_paid(&second, body, house.invoices.run(body, &number).await?).await?;
    Ok(())
}

fn settings() -> Settings {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Settings {
        debtor_name: "Stadt Borgentreich (Demo)".to_owned(),
        debtor_iban: "DE75512108001245126199".to_owned(),
        cost_centres: list(&["2110 Grundschule", "5410 Straßen", "1110 Verwaltung"]),
        accounts: list(&["522100 Bewirtschaftung", "543100 Büromaterial", "081100 Ausstattung"]),
        budget_items: list(&["03.211.01", "12.541.01", "01.111.02"]),
        ..Settings::default()
    }
}

fn entries(today: Date) -> Vec<Entry> {
    let seller = |name: &str, vat_id: &str, iban: &str| Sample {
        seller: format!("{name} (Demo)"),
        vat_id: vat_id.to_owned(),
        iban: iban.to_owned(),
        ..Sample::default()
    };
    let joiner = || seller("Tischlerei Ahorn", "DE123456788", "DE02120300000000202051");
    let paper = || seller("Papierhaus Linde", "DE198765432", "DE02500105170137075030");
    let roads = || seller("Tiefbau Kiesel GmbH & Co. KG", "DE245678901", "DE02300209000106531065");
    let power = || seller("Stadtwerke Quelle", "DE312345678", "DE02100500000054540402");
    let entry =
        |way, channel, unit: usize, number: &str, days: i64, lines: &[(&str, i64, i64)], seller: Sample| Entry {
            way,
            channel,
            sample: Sample {
                number: number.to_owned(),
                issued: today.saturating_sub(days.days()),
                leitweg_id: UNITS.get(unit).map_or("99999-UNBEKANNT-00", |(_, _, id)| *id).to_owned(),
                lines: lines.iter().map(|(name, count, price)| ((*name).to_owned(), *count, *price)).collect(),
                ..seller
            },
        };
    let (upload, mail, api) = (Channel::Upload, Channel::Mail, Channel::Api);
    let with = |mut entry: Entry, change: &dyn Fn(&mut Sample)| {
        change(&mut entry.sample);
        entry
    };
    vec![
        entry(Way::Paid, mail, 0, "2026-1001", 60, &[("Schultische", 12, 18_900)], joiner()),
        with(entry(Way::Paid, api, 1, "K-4711", 20, &[("Pflastersteine, Palette", 8, 42_000)], roads()), &|sample| {
            sample.skonto = Some((14, 200));
        }),
        with(entry(Way::Ordered, mail, 1, "K-4720", 8, &[("Asphalt, Tonne", 14, 9_650)], roads()), &|sample| {
            sample.skonto = Some((10, 300));
        }),
        entry(Way::Ordered, upload, 2, "PL-88", 12, &[("Druckerpapier, Karton", 30, 2_150)], paper()),
        with(entry(Way::Ordered, api, 1, "G-12", 3, &[("Palettenpfand, Rückgabe", 4, 1_500)], roads()), &|sample| {
            sample.type_code = "381";
        }),
        entry(Way::Arithmetical, mail, 0, "2026-1010", 6, &[("Regal aus Buche", 4, 31_000)], joiner()),
        with(entry(Way::Arithmetical, api, 2, "SW-5501", 5, &[("Strom Rathaus", 1, 284_317)], power()), &|sample| {
            sample.due = Some(sample.issued.saturating_add(14.days()));
        }),
        entry(
            Way::Factual,
            upload,
            0,
            "PL-91",
            4,
            &[("Schulhefte", 400, 69), ("Bleistifte, Schachtel", 25, 480)],
            paper(),
        ),
        with(entry(Way::Checked, mail, 1, "K-4733", 11, &[("Baggerstunden", 16, 8_700)], roads()), &|sample| {
            sample.skonto = Some((14, 250));
        }),
        with(entry(Way::Received, mail, 2, "SW-5502", 40, &[("Wasser Rathaus", 1, 61_240)], power()), &|sample| {
            sample.due = Some(sample.issued.saturating_add(30.days()));
        }),
        with(entry(Way::Received, mail, 0, "2026-1015", 1, &[("Garderobenhaken", 60, 1_290)], joiner()), &|sample| {
            sample.skonto = Some((7, 200));
            sample.attachment = Some(("lieferschein.csv".to_owned(), "Position;Menge\n1;60\n".to_owned()));
        }),
        entry(Way::Received, upload, 9, "PL-95", 1, &[("Ordner, 50 Stück", 6, 8_900)], paper()),
        with(entry(Way::Received, mail, 1, "K-4740", 2, &[("Schotter, Tonne", 22, 3_150)], roads()), &|sample| {
            sample.mistake_cents = 100;
        }),
        with(entry(Way::Received, upload, 2, "PL-96", 2, &[("Toner", 3, 11_900)], paper()), &|sample| {
            sample.specification = Some("urn:demo:unbekannt".to_owned());
        }),
        with(entry(Way::SentBack, mail, 1, "K-4701", 25, &[("Kies, Tonne", 10, 2_900)], roads()), &|sample| {
            sample.mistake_cents = 1_000;
        }),
    ]
}

async fn receive(office: &Office, body: &BodyKey, entry: &Entry) -> anyhow::Result<String> {
    let received = Received {
        body: Some(body.clone()),
        channel: entry.channel,
        sender: if entry.channel == Channel::Mail { "buchhaltung@example.org".to_owned() } else { String::new() },
        file_name: format!("{}.xml", entry.sample.number),
        bytes: Bytes::from(samples::xml(&entry.sample)),
    };
    let receipt = office.intake().receive(received).await?;
    match receipt.outcome {
        Outcome::Stored { place, .. } => Ok(place.number),
        other => anyhow::bail!("Demo-Rechnung {}: {other:?}", entry.sample.number),
    }
}

async fn actor(house: &House, key: &str) -> anyhow::Result<Actor> {
    let person = people::signed_in(house.core.store(), house.core.now(), person_id(key)).await?;
    Ok(Actor::Person(person.with_context(|| format!("demo.toml: {key}"))?))
}

/// Signs as far as the invoice shall come.
async fn walk(house: &House, office: &Office, body: &BodyKey, number: &str, way: Way) -> anyhow::Result<()> {
    let (clerk, authoriser) = (actor(house, "invoice-clerk").await?, actor(house, "authoriser").await?);
    if way == Way::SentBack {
        let seen = office.seen(body, number).await?;
        let text = "Guten Tag,\n\nder Gesamtbetrag stimmt nicht. Bitte senden Sie uns eine neue Rechnung.";
        office.send_back(&clerk, seen, "buchhaltung@example.org", "Ihre Rechnung", text).await?;
        return Ok(());
    }
    let steps = [
        (Way::Checked, Step::Formal),
        (Way::Factual, Step::Factual),
        (Way::Arithmetical, Step::Arithmetical),
        (Way::Ordered, Step::Order),
    ];
    for (least, step) in steps {
        if way < least {
            break;
        }
        if step == Step::Factual {
            let account = Account {
                cost_centre: "2110 Grundschule".to_owned(),
                account: "081100 Ausstattung".to_owned(),
                budget_item: "03.211.01".to_owned(),
            };
            office.assign_account(&clerk, office.seen(body, number).await?, account).await?;
        }
        let who = if step == Step::Order { &authoriser } else { &clerk };
        office.sign(who, office.seen(body, number).await?, step, None, &[], "").await?;
    }
    Ok(())
}
