//! Writes a demo letter: `cargo run --release -p lotse-letters --example sample_letter -- letter.pdf`.
//! Prints how long a one-page letter takes.

use std::time::Instant;

use lotse_letters::{Created, Letter, Letterhead, Pdf, Rgb, fill, fill_text, render_pdf};
use serde_json::json;

const TEMPLATE: &str = "\
Guten Tag {{ antrag.name }},

auf Ihren Antrag vom {{ antrag.eingang|datum }} erteile ich Ihnen den **Bewohnerparkausweis** für die Zone {{ zone }}.

# Entscheidung

{% for auflage in auflagen %}- {{ auflage }}
{% endfor %}

# Gebühr

| Leistung | Grundlage | Betrag |
|:--|:--|--:|
{% for posten in gebuehren %}| {{ posten.text }} | {{ posten.grundlage }} | {{ posten.cent|euro }} |
{% endfor %}

Bitte überweisen Sie den Betrag bis zum {{ faellig|datum }} unter Angabe des Aktenzeichens.

# Rechtsbehelfsbelehrung

Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage erhoben werden. *Demotext ohne rechtliche Wirkung.* Mehr dazu unter [Hinweise zum Rechtsschutz](https://example.org/rechtsschutz).
";

fn sample() -> Result<Pdf, Box<dyn std::error::Error>> {
    let context = json!({
        "antrag": {"name": "Ada Demo", "eingang": "2027-03-01"},
        "zone": "B (Altstadt)",
        "auflagen": ["Der Ausweis gilt vom 1. April 2027 bis zum 31. März 2028.", "Er gilt nur für das Fahrzeug mit dem Kennzeichen XX-YY 123."],
        "gebuehren": [
            {"text": "Bewohnerparkausweis, ein Jahr", "grundlage": "Gebührensatzung § 3 (Demo)", "cent": 3050},
            {"text": "Zustellung", "grundlage": "Gebührensatzung § 7 (Demo)", "cent": 345}],
        "faellig": "2027-04-15",
    });
    let letterhead = Letterhead {
        sender_name: "Stadt Musterstadt".into(),
        sender_lines: vec!["Die Bürgermeisterin".into(), "Fachbereich Bürgerdienste und Ordnung".into()],
        brand: "Demo-Region".into(),
        return_line: "Stadt Musterstadt · Marktplatz 1 · 00000 Musterstadt".into(),
        accent: Rgb::new(0, 75, 118),
        info: vec![
            ("Ansprechperson".into(), "Frau Beispiel".into()),
            ("Telefon".into(), "00000 123-456".into()),
            ("E-Mail".into(), "ordnung@musterstadt.example".into()),
        ],
        footer_lines: vec![
            "Stadt Musterstadt · Marktplatz 1 · 00000 Musterstadt · www.musterstadt.example".into(),
            "Öffnungszeiten: Montag bis Freitag 8–12 Uhr, Donnerstag 14–18 Uhr und nach Vereinbarung".into(),
            "Musterbank · IBAN DE00 0000 0000 0000 0000 00 · Leitweg-ID 00000000-0000-00".into(),
        ],
    };
    let letter = Letter {
        recipient: vec!["Frau".into(), "Ada Demo".into(), "Hauptstraße 5".into(), "00000 Musterstadt".into()],
        info: vec![("Aktenzeichen".into(), "32.1-2027/0042".into())],
        date_text: "14. März 2027".into(),
        subject: fill_text("Ihr Antrag auf Bewohnerparken in Zone {{ zone }}", &context)?,
        body_markdown: fill(TEMPLATE, &context)?,
        closing: vec!["Mit freundlichen Grüßen".into(), "Im Auftrag".into()],
        signature: vec!["Beispiel".into()],
        created: Created::date(2027, 3, 14),
        ..Letter::default()
    };
    Ok(render_pdf(&letterhead, &letter, &[])?)
}

#[expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let first = Instant::now();
    let pdf = sample()?;
    let first = first.elapsed();
    let rounds = 50;
    let start = Instant::now();
    for _ in 0..rounds {
        sample()?;
    }
    println!(
        "{} page(s), {} bytes, first {first:?}, then {:?} per letter",
        pdf.pages,
        pdf.bytes.len(),
        start.elapsed() / rounds
    );
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(path, &pdf.bytes)?;
    }
    Ok(())
}
