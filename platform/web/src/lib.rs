//! Pages of the house: design system, layout, forms, languages, sessions, guard, security headers, errors.
//!
//! An office registers its handlers with [`Routes`], each with the [`Action`](lotse_core::permissions::Action) it
//! needs; the middleware resolves the body, the person and the language into a [`Visit`], asks `may()` and turns every
//! [`Problem`] into a page or a problem document (RFC 9457).

mod accents;
pub mod admin;
mod app;
mod assets;
mod bearer;
mod cookies;
mod csrf;
mod flash;
pub mod form;
pub mod format;
mod guard;
mod language;
mod limits;
mod metrics;
mod middleware;
mod operation;
mod page;
mod problem;
mod routes;
mod serve;
pub mod sign_in;
pub mod texts;
mod visit;

pub use app::{App, Config, DemoPerson};
pub use flash::SeeOther;
pub use form::{Choice, DateInput, Field, FieldError, FieldKind, FormData, Upload, errors_of};
pub use language::Language;
pub use page::{Badge, Crumb, Level, Page, Step, StepState, html, html_with_status};
pub use problem::{Answer, Problem};
pub use routes::{NavEntry, Rate, RouteEntry, RouteOptions, Routes};
pub use serve::{serve, serve_until};
pub use texts::{TextArgument, TextSet, Texts};
pub use visit::Visit;

/// The texts every page needs, to be put before those of the offices.
pub const TEXTS: TextSet = TextSet {
    name: "web",
    de: include_str!("../texts/de.ftl"),
    en: include_str!("../texts/en.ftl"),
    leicht: include_str!("../texts/de-leicht.ftl"),
};
