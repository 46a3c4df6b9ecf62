//! Operation of the instance: jobs, outbox, log check. For the operator, who sees no contents of cases or mails. And what
//! the administration of a body keeps: what it says about itself, access for programs.
//!
//! In the demo the outbox with contents stands at `/demo/post`, because nothing is sent there.

mod pages;
mod profile;
mod tokens;

use lotse_core::permissions::Action;

use crate::{
    routes::{NavEntry, Routes},
    texts::TextSet,
};

/// The texts of these pages.
pub const TEXTS: TextSet = TextSet {
    name: "admin",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// Pages of the operator and of the administration of a body.
pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/", Action::OperateInstance, pages::overview)
        .get("/admin/auftraege", Action::OperateInstance, pages::jobs)
        .post("/admin/auftraege", Action::OperateInstance, pages::retry)
        .get("/admin/post", Action::OperateInstance, pages::mails)
        .get("/admin/protokoll", Action::OperateInstance, pages::ledger)
        .post("/admin/protokoll", Action::OperateInstance, pages::verify)
        .get("/{body}/amt/stelle", Action::ManageBody, profile::show)
        .post("/{body}/amt/stelle", Action::ManageBody, profile::save)
        .get("/{body}/amt/zugaenge", Action::ManageTokens, tokens::list)
        .get("/{body}/amt/zugaenge/neu", Action::ManageTokens, tokens::ask)
        .post("/{body}/amt/zugaenge/neu", Action::ManageTokens, tokens::issue)
        .get("/{body}/amt/zugaenge/{token}", Action::ManageTokens, tokens::one)
        .get("/{body}/amt/zugaenge/{token}/widerrufen", Action::ManageTokens, tokens::ask_to_revoke)
        .post("/{body}/amt/zugaenge/{token}/widerrufen", Action::ManageTokens, tokens::revoke)
        .get("/demo/post", Action::ReadPublic, pages::demo_mails)
        .nav(NavEntry { path: "/{body}/amt/stelle", text: "admin-stelle-nav", action: Action::ManageBody, order: 70 })
        .nav(NavEntry {
            path: "/{body}/amt/zugaenge",
            text: "admin-zugaenge-nav",
            action: Action::ManageTokens,
            order: 72,
        })
        .nav(NavEntry { path: "/admin/", text: "admin-nav", action: Action::OperateInstance, order: 80 })
}
