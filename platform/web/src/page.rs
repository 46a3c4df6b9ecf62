//! What every template has as its field `page`: title, texts, navigation, language links, tokens, numbers and dates.

use std::{borrow::Cow, fmt::Write};

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::IntoResponse,
};
use lotse_core::{body::Body, clock::Timestamp, errors::Failure, people::SignedIn, permissions::Action};
use serde::{Deserialize, Serialize};

use crate::{
    accents, assets,
    flash::{Flash, is_local},
    form::{Field, FieldKind},
    format,
    language::Language,
    problem::{Answer, Problem},
    routes::NavEntry,
    texts::TextArgument,
    visit::Visit,
};

/// How much a message or badge matters. Never shown by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Info,
    Success,
    Warning,
    Danger,
}

impl Level {
    /// As in the classes of KERN.
    pub fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// A word with a colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    pub level: Level,
    pub text: String,
}

impl Badge {
    pub fn new(level: Level, text: impl Into<String>) -> Self {
        Self { level, text: text.into() }
    }
}

/// A step of the way to this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

/// Where a step of a longer form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    Open,
}

/// A step of a longer form; with an address where it can be gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    pub href: Option<String>,
}

impl Step {
    pub fn is_current(&self) -> bool {
        self.state == StepState::Current
    }

    pub fn badge_key(&self) -> &'static str {
        match self.state {
            StepState::Done => "schritt-fertig",
            StepState::Current => "schritt-jetzt",
            StepState::Open => "schritt-offen",
        }
    }

    pub fn level(&self) -> Level {
        match self.state {
            StepState::Done => Level::Success,
            StepState::Current => Level::Info,
            StepState::Open => Level::Warning,
        }
    }
}

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavLink {
    pub href: String,
    pub label: String,
    pub is_current: bool,
}

/// A link to this page in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    pub language: Language,
    pub href: String,
    pub is_current: bool,
}

impl LanguageLink {
    pub fn is_easy(&self) -> bool {
        self.language == Language::Leicht
    }
}

/// One page on its way to the browser.
pub struct Page {
    visit: Visit,
    pub title: String,
    pub crumbs: Vec<Crumb>,
    pub messages: Vec<Badge>,
    /// For tables that need the whole width.
    pub is_wide: bool,
    /// Set when the form on this page has mistakes: the title says so, as screen readers read it first.
    pub has_errors: bool,
}

impl Page {
    pub(crate) fn new(visit: Visit, title: String) -> Self {
        let messages = visit.take_flash().into_iter().map(|Flash { level, text }| Badge { level, text }).collect();
        Self { visit, title, crumbs: Vec::new(), messages, is_wide: false, has_errors: false }
    }

    /// Adds a step to the breadcrumbs; the page itself is added by the layout.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { label: label.into(), href: href.into() });
        self
    }

    #[must_use]
    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    #[must_use]
    pub fn with_errors(self, has_errors: bool) -> Self {
        Self { has_errors, ..self }
    }

    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    pub fn language(&self) -> Language {
        self.visit.language
    }

    /// Whether this is the page in Leichte Sprache.
    pub fn is_easy(&self) -> bool {
        self.language() == Language::Leicht
    }

    // Texts

    /// The text of a key.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.tn(key, &[])
    }

    /// A text with one placeholder: `page.t1("faelle-offen", "count", cases.len())`.
    pub fn t1(&self, key: &str, name: &str, value: impl TextArgument) -> Cow<'_, str> {
        self.tn(key, &[(name, &value)])
    }

    /// A text with two placeholders.
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl TextArgument,
        name2: &str,
        value2: impl TextArgument,
    ) -> Cow<'_, str> {
        self.tn(key, &[(name, &value), (name2, &value2)])
    }

    /// A text with any placeholders.
    pub fn tn(&self, key: &str, arguments: &[(&str, &dyn TextArgument)]) -> Cow<'_, str> {
        self.visit.app().texts().get(self.visit.language, key, arguments)
    }

    // Numbers and dates

    pub fn number(&self, number: &i64) -> String {
        format::number(self.language(), *number)
    }

    pub fn count(&self, count: &usize) -> String {
        format::number(self.language(), i64::try_from(*count).unwrap_or(i64::MAX))
    }

    pub fn decimal(&self, number: &f64, places: usize) -> String {
        format::decimal(self.language(), *number, places)
    }

    /// Cents as money.
    pub fn money(&self, cents: &i64) -> String {
        format::money(self.language(), *cents)
    }

    pub fn file_size(&self, bytes: &u64) -> String {
        format::file_size(self.language(), *bytes)
    }

    /// `14. März 2027`
    pub fn date(&self, time: &Timestamp) -> String {
        if self.language() == Language::En { time.date_english() } else { time.date_german() }
    }

    /// `14. März 2027, 09:05 Uhr`
    pub fn moment(&self, time: &Timestamp) -> String {
        if self.language() == Language::En { time.moment_english() } else { time.moment_german() }
    }

    // For the layout

    pub fn region(&self) -> &str {
        &self.visit.app().core().settings().region_name
    }

    /// Where people reach this house.
    pub fn public_url(&self) -> &str {
        &self.visit.app().core().settings().public_url
    }

    pub fn is_demo(&self) -> bool {
        self.visit.app().core().settings().demo
    }

    pub fn body(&self) -> Option<&Body> {
        self.visit.body.as_deref()
    }

    pub fn person(&self) -> Option<&SignedIn> {
        self.visit.person().map(|person| &**person)
    }

    /// Which accent of the style sheet is this body's.
    pub fn accent(&self) -> &'static str {
        self.body().map_or(accents::OF_THE_HOUSE, |body| {
            let chosen = self.visit.app().accents().known(&body.key);
            chosen.unwrap_or_else(|| accents::by_key(&body.key))
        })
    }

    /// Stands in for the coat of arms: the first letter.
    pub fn arms(&self) -> String {
        self.body().and_then(|body| body.name.chars().next()).map(String::from).unwrap_or_default()
    }

    /// The HTML of a field, for the macro `ui::field`.
    pub fn field(&self, field: &Field) -> String {
        FieldView { page: self, field }.render().unwrap_or_default()
    }

    /// Address of a file from `ui/dist`, with its content's hash.
    pub fn asset(&self, file: &str) -> String {
        assets::url(file)
    }

    /// Value for the hidden field `_token`.
    pub fn token(&self) -> String {
        self.visit.csrf_token()
    }

    /// `/{slug}` inside a body, empty outside.
    pub fn base(&self) -> String {
        self.body().map(|body| format!("/{}", body.slug)).unwrap_or_default()
    }

    /// This page's address, to come back to after signing in; without it on the sign-in page itself.
    pub fn sign_in_href(&self) -> String {
        if self.visit.path == "/" || self.visit.path.starts_with("/anmelden") || !is_local(&self.visit.path) {
            return "/anmelden".to_owned();
        }
        format!("/anmelden?weiter={}", encoded(&self.visit.path))
    }

    pub fn language_links(&self) -> Vec<LanguageLink> {
        let rest: Vec<&str> = self
            .visit
            .query
            .as_deref()
            .unwrap_or("")
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("sprache="))
            .collect();
        let path = if is_local(&self.visit.path) { self.visit.path.as_str() } else { "/" };
        let link = |language: Language| {
            let mut pairs = rest.clone();
            let choice = format!("sprache={}", language.as_str());
            pairs.push(&choice);
            LanguageLink {
                language,
                href: format!("{path}?{}", pairs.join("&")),
                is_current: language == self.language(),
            }
        };
        Language::ALL.into_iter().map(link).collect()
    }

    /// What this person may go to from here.
    pub fn navigation(&self) -> Vec<NavLink> {
        self.links(&self.visit.site.navigation)
    }

    /// What stands at the foot of every page beside the legal pages.
    pub fn footer(&self) -> Vec<NavLink> {
        self.links(&self.visit.site.footer)
    }

    fn links(&self, entries: &[NavEntry]) -> Vec<NavLink> {
        let entries = entries.iter().filter_map(|entry| {
            let href = self.nav_href(entry.path, entry.action)?;
            let path = &self.visit.path;
            // A section is current on all its pages; the start pages on themselves only.
            let is_start = matches!(entry.path, "/" | "/{body}/");
            let is_current = *path == href || !is_start && path.starts_with(&href);
            Some(NavLink { href, label: self.t(entry.text).into_owned(), is_current })
        });
        entries.collect()
    }

    /// Links to pages 1 to `last`, none for a single page, at most nine of them around the current one; `base` ends with `?` or `&`.
    pub fn page_links(&self, current: &usize, last: &usize, base: &str) -> Vec<NavLink> {
        if *last < 2 {
            return Vec::new();
        }
        let first = current.saturating_sub(4).max(1);
        let link = |number: usize| NavLink {
            href: format!("{base}seite={number}"),
            label: number.to_string(),
            is_current: number == *current,
        };
        (first..=*last.min(&(first + 8))).map(link).collect()
    }

    fn nav_href(&self, path: &str, action: Action) -> Option<String> {
        if !path.contains("{body}") {
            let anyone = self.visit.may_on(action, &lotse_core::permissions::Subject::instance());
            return anyone.then(|| path.to_owned());
        }
        // The body at hand, else one where the person has a role that may.
        let here = self.body().filter(|body| self.visit.may_at(action, &body.key)).map(|body| body.slug.clone());
        let slug = here.or_else(|| {
            let bodies = self.visit.app().core().bodies();
            let person = self.person().filter(|_| {
                !lotse_core::permissions::may(
                    &lotse_core::people::Actor::Anonymous,
                    action,
                    &lotse_core::permissions::Subject::instance(),
                )
            })?;
            let own = person.memberships.iter().find(|membership| self.visit.may_at(action, &membership.body))?;
            bodies.get(&own.body).map(|body| body.slug.clone())
        })?;
        Some(path.replace("{body}", &slug))
    }
}

/// All kinds of fields, compiled once; macros would be expanded at every use.
#[derive(Template)]
#[template(path = "field.html")]
struct FieldView<'a> {
    page: &'a Page,
    field: &'a Field,
}

/// Percent-encodes everything but unreserved characters and slashes (RFC 3986 §2.3).
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A rendered page.
pub fn html<T: Template>(template: &T) -> Answer {
    html_with_status(StatusCode::OK, template)
}

/// A rendered page with another status: 422 for a form with mistakes.
pub fn html_with_status<T: Template>(status: StatusCode, template: &T) -> Answer {
    let text = template.render().map_err(|error| Problem(Failure::internal(format!("template: {error}"))))?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(encoded("/a b/ä?x=1&y"), "/a%20b/%C3%A4%3Fx%3D1%26y");
    }
}
