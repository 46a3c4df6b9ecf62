//! Letters of a case: from the template of the content it was submitted under to text, page and PDF.

use lotse_core::{
    body::Body,
    clock::Timestamp,
    errors::{Code, Failure},
    people::SignedIn,
    profile::Profile,
};
use lotse_fim::Answers;
use lotse_letters::{Created, Letter, Letterhead, Pdf, Rgb};
use lotse_reuse::{EffectiveService, Language, Transition, TransitionKind};
use serde_json::{Value as Json, json};

use super::model::Case;

/// What the caseworker writes for a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Reasons of a decision, or the text of a question.
    pub reason: String,
    /// ISO dates, where the template asks for them.
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
    pub payment: String,
}

/// Which inputs a template uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub validity: bool,
    pub payment: bool,
    pub remedy: bool,
}

/// A letter as text: its subject line and what stands below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub subject: String,
    pub markdown: String,
}

impl Draft {
    /// As a page shows it. Values in it are escaped and HTML of templates is not passed on.
    pub fn html(&self) -> String {
        lotse_letters::render_html(&self.markdown)
    }
}

/// Everything a letter is made of besides its template.
pub struct Scene<'a> {
    pub case: &'a Case,
    pub service: &'a EffectiveService,
    pub body: &'a Body,
    pub profile: &'a Profile,
    pub person: &'a SignedIn,
    /// End of the applicant's period, for questions.
    pub until: Option<Timestamp>,
    pub now: Timestamp,
}

/// The template of a step: named by the step, else the package's for that kind of step.
pub fn template<'s>(service: &'s EffectiveService, step: &Transition) -> Option<&'s str> {
    let usual = match step.kind {
        TransitionKind::Grant => "grant",
        TransitionKind::Deny => "deny",
        _ => return step.letter.as_deref().and_then(|key| service.letter(key)),
    };
    service.letter(step.letter.as_deref().unwrap_or(usual))
}

pub fn wanted(template: &str) -> Wanted {
    let names = lotse_letters::placeholders(template).unwrap_or_default();
    let has = |name: &str| names.contains(name);
    Wanted { validity: has("gueltig_von") || has("gueltig_bis"), payment: has("zahlung"), remedy: has("rechtsbehelf") }
}

/// Fills the template. A mistake in it is told to the caseworker in words, nothing is sent.
pub fn compose(template: &str, scene: &Scene<'_>, inputs: &Inputs) -> Result<Draft, Failure> {
    let context = context(scene, inputs);
    let broken = |error: lotse_letters::TemplateError| {
        let text = format!("Die Vorlage des Schreibens kann nicht ausgefüllt werden: {}", error.message);
        Failure::with_message(Code::InvalidInput, text)
    };
    let (heading, rest) = split_heading(template);
    let subject = match heading {
        Some(heading) => lotse_letters::fill_text(heading, &context).map_err(broken)?,
        None => scene.service.title(Language::German).to_owned(),
    };
    let markdown = lotse_letters::fill(&rest, &context).map_err(broken)?;
    Ok(Draft { subject, markdown })
}

/// The first heading of level 1 becomes the subject of the letter.
fn split_heading(template: &str) -> (Option<&str>, String) {
    let mut heading = None;
    let mut rest = String::with_capacity(template.len());
    for line in template.lines() {
        match line.strip_prefix("# ") {
            Some(text) if heading.is_none() => heading = Some(text.trim()),
            _ => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    (heading, rest)
}

fn context(scene: &Scene<'_>, inputs: &Inputs) -> Json {
    let Scene { case, service, body, profile, person, until, now } = scene;
    let answers: Answers = serde_json::from_str(&case.answers).unwrap_or_default();
    let mut context = service.letter_context(&answers);
    let address = [profile.unit.as_str(), &profile.street, &profile.town];
    let contact = [profile.phone.as_str(), &person.email];
    let own = json!({
        "aktenzeichen": case.number,
        "datum": now.date_iso(),
        "eingang": case.submitted_at.date_iso(),
        "leistung": service.title(Language::German),
        "behoerde": body.official_name,
        "amt": profile.unit,
        "behoerde_anschrift": joined(&address),
        "sachbearbeitung": person.name,
        "kontakt": joined(&contact),
        "begruendung": inputs.reason,
        "rueckfrage": inputs.reason,
        "frist": until.unwrap_or(*now).date_iso(),
        "gueltig_von": inputs.valid_from.clone().unwrap_or_default(),
        "gueltig_bis": inputs.valid_until.clone().unwrap_or_default(),
        "rechtsbehelf": remedy(service, profile),
        "zahlung": inputs.payment,
        // The fee was fixed when the application was submitted.
        "gebuehr": case.fee_cents,
    });
    if let Json::Object(own) = own {
        context.extend(own);
    }
    Json::Object(context)
}

/// What the body has entered counts, else the package's own text `letters/rechtsbehelf.md`.
pub fn remedy(service: &EffectiveService, profile: &Profile) -> String {
    if !profile.legal_remedy.trim().is_empty() {
        return profile.legal_remedy.clone();
    }
    let own = service.letter("rechtsbehelf").unwrap_or_default();
    let lines = own.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.collect::<Vec<_>>().join(" ")
}

fn joined(parts: &[&str]) -> String {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
    filled.join(", ")
}

/// The letter as a tagged PDF.
pub fn render(draft: &Draft, scene: &Scene<'_>) -> Result<Pdf, Failure> {
    let refused = |error: lotse_letters::LetterError| {
        let code =
            if matches!(error, lotse_letters::LetterError::Pdf(_)) { Code::Internal } else { Code::InvalidInput };
        Failure { code, message: Some(error.to_string()), detail: Some(error.code().to_owned()) }
    };
    lotse_letters::render_pdf(&letterhead(scene), &letter(draft, scene), &[]).map_err(refused)
}

fn letterhead(scene: &Scene<'_>) -> Letterhead {
    let Scene { body, profile, person, .. } = scene;
    let filled = |label: &str, value: &str| (!value.trim().is_empty()).then(|| (label.to_owned(), value.to_owned()));
    let info = [filled("Auskunft", &person.name), filled("Telefon", &profile.phone), filled("E-Mail", &person.email)];
    let address = joined(&[profile.street.as_str(), &profile.town]);
    let footer = [joined(&[body.official_name.as_str(), &address]), profile.opening_hours.clone()];
    let demo = profile.demo.then(|| "Beispielangaben zur Vorführung, keine echten Kontaktdaten".to_owned());
    Letterhead {
        sender_name: body.official_name.clone(),
        sender_lines: Some(profile.unit.clone()).filter(|unit| !unit.is_empty()).into_iter().collect(),
        brand: String::new(),
        return_line: joined(&[body.official_name.as_str(), &address]),
        accent: Rgb::parse(profile.known_accent().map_or("", |(_, colour)| colour)).unwrap_or_default(),
        info: info.into_iter().flatten().collect(),
        footer_lines: footer.into_iter().chain(demo).filter(|line| !line.trim().is_empty()).collect(),
    }
}

fn letter(draft: &Draft, scene: &Scene<'_>) -> Letter {
    let Scene { case, service, person, now, .. } = scene;
    let answers: Answers = serde_json::from_str(&case.answers).unwrap_or_default();
    let applicant = service.applicant(&answers);
    let name = if applicant.name.is_empty() { case.applicant_name.clone() } else { applicant.name };
    let recipient = std::iter::once(name).chain(applicant.address).filter(|line| !line.trim().is_empty());
    Letter {
        language: "de".to_owned(),
        title: format!("{} ({})", draft.subject, case.number),
        recipient: recipient.collect(),
        info: vec![
            ("Aktenzeichen".to_owned(), case.number.clone()),
            ("Antrag vom".to_owned(), case.submitted_at.date_german()),
        ],
        date_text: now.date_german(),
        subject: draft.subject.clone(),
        body_markdown: draft.markdown.clone(),
        closing: vec!["Mit freundlichen Grüßen".to_owned(), "Im Auftrag".to_owned()],
        signature: vec![person.name.clone()],
        created: created(*now),
        author: scene.body.official_name.clone(),
    }
}

fn created(now: Timestamp) -> Created {
    // 2027-03-13T23:30:00Z, with or without fractions of a second.
    let text = now.rfc3339();
    let part =
        |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or_default();
    Created {
        year: text.get(0..4).and_then(|digits| digits.parse().ok()).unwrap_or(1970),
        month: part(5, 7),
        day: part(8, 10),
        hour: part(11, 13),
        minute: part(14, 16),
        second: part(17, 19),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_heading_is_the_subject() {
        let (heading, rest) = split_heading("# Bescheid: {{ leistung }}\n\nText\n# Zwei\n");
        assert_eq!(heading, Some("Bescheid: {{ leistung }}"));
        assert_eq!(rest, "\nText\n# Zwei\n");
        assert_eq!(split_heading("Text").0, None);
    }

    #[test]
    fn templates_say_what_they_want() {
        let all = wanted("{{ gueltig_bis | datum }} {{ zahlung }} {{ rechtsbehelf }}");
        assert_eq!(all, Wanted { validity: true, payment: true, remedy: true });
        assert_eq!(wanted("{{ name }}"), Wanted::default());
        assert_eq!(wanted("{{ kaputt"), Wanted::default());
    }

    #[test]
    fn creation_time_in_utc() {
        let made = created(Timestamp(1_804_980_600_000));
        assert_eq!((made.year, made.month, made.day, made.hour, made.minute), (2027, 3, 13, 23, 30));
    }
}
