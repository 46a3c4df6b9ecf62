//! Short mails: they say that something waits, never what. The content stays behind the link or the sign-in.

use lotse_core::{Core, mail::NewMail, people::SignedIn, secret_hash};
use lotse_web::{Language, Texts};

use super::model::Case;

/// Address of the status page: with the secret the applicant got, else for signing in; `None` if only they know it.
pub fn link(core: &Core, case: &Case) -> Option<String> {
    let bodies = core.bodies();
    let base = format!("{}/{}/vorgang", core.settings().public_url, bodies.get(&case.body)?.slug);
    let secret = core.link_secret("application", case.application);
    if secret_hash(&secret) == case.link_hash {
        return Some(format!("{base}/{secret}"));
    }
    case.applicant.map(|_| format!("{base}/{}", case.id))
}

/// `occasion`: `received`, `question`, `decision`, `withdrawn`. `None` without an address.
pub fn to_applicant(core: &Core, texts: &Texts, case: &Case, occasion: &str, link: Option<&str>) -> Option<NewMail> {
    let recipient = case.applicant_email.clone()?;
    let language = language_of(&case.language);
    let body = body_name(core, case);
    let link = match link {
        Some(link) => texts.get(language, "cases-mail-link", &[("link", &link)]),
        None => texts.get(language, "cases-mail-kept-link", &[]),
    };
    let until = case
        .periods
        .next_due()
        .map(|due| if language == Language::En { due.date_english() } else { due.date_german() });
    let until = until.unwrap_or_default();
    let arguments: [(&str, &dyn lotse_web::TextArgument); 5] = [
        ("number", &case.number),
        ("service", &case.service_title),
        ("body", &body),
        ("until", &until),
        ("link", &link),
    ];
    let subject = texts.get(language, &format!("cases-mail-{occasion}-subject"), &arguments).into_owned();
    let content = texts.get(language, &format!("cases-mail-{occasion}"), &arguments).into_owned();
    Some(NewMail { recipient, subject, content })
}

/// Tells the caseworker that the applicant has answered.
pub fn to_caseworker(core: &Core, texts: &Texts, case: &Case, person: &SignedIn, occasion: &str) -> NewMail {
    let slug = core.bodies().get(&case.body).map(|body| body.slug.clone()).unwrap_or_default();
    let link = format!("{}/{slug}/amt/faelle/{}", core.settings().public_url, case.number);
    let arguments: [(&str, &dyn lotse_web::TextArgument); 3] =
        [("number", &case.number), ("service", &case.service_title), ("link", &link)];
    NewMail {
        recipient: person.email.clone(),
        subject: texts.get(Language::De, &format!("amt-mail-{occasion}-subject"), &arguments).into_owned(),
        content: texts.get(Language::De, &format!("amt-mail-{occasion}"), &arguments).into_owned(),
    }
}

fn body_name(core: &Core, case: &Case) -> String {
    core.bodies().get(&case.body).map_or_else(|| case.body.to_string(), |body| body.official_name.clone())
}

/// The language an applicant is written to in.
pub fn language_of(code: &str) -> Language {
    match code {
        "en" => Language::En,
        "de-leicht" => Language::Leicht,
        _ => Language::De,
    }
}
