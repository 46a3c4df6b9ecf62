//! A page for anybody: drop an invoice, see the verdict and the invoice, nothing kept. See `README.md`.

mod page;
mod report;

use std::sync::Arc;

use lotse_core::permissions::Action;
use lotse_web::{NavEntry, Rate, RouteOptions, Routes, TextSet};
use tokio::sync::Semaphore;

/// The texts of this office.
pub const TEXTS: TextSet = TextSet {
    name: "invoice_check",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// A file may be so large, and the form around it a little more.
const LARGEST_FILE: usize = 15_000_000;
const LARGEST_FORM: usize = LARGEST_FILE + 64 * 1024;

/// What the page needs between requests: nothing but how many checks run.
pub struct Office {
    /// Checking is work for a core; more at once would only make all wait.
    places: Arc<Semaphore>,
}

/// The page and its form.
pub fn routes() -> Routes {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let office = Arc::new(Office { places: Arc::new(Semaphore::new(cores)) });
    let upload = RouteOptions::default().body_limit(LARGEST_FORM).rate(Rate::Submission);
    Routes::new()
        .get("/rechnung-pruefen", Action::ReadPublic, page::show)
        .post_with("/rechnung-pruefen", Action::ReadPublic, upload, page::check)
        .footer(NavEntry { path: "/rechnung-pruefen", text: "rechnung-nav", action: Action::ReadPublic, order: 10 })
        .with_extension(office)
}

#[cfg(test)]
mod tests {
    use lotse_web::Texts;

    use super::*;

    #[test]
    fn texts_are_complete() {
        let texts = Texts::new(&[lotse_web::TEXTS, TEXTS]).unwrap();
        assert_eq!(texts.missing_keys(), Vec::new());
    }
}
