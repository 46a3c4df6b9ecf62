//! Who may do what: one table, one function, deny by default.
//!
//! An action that stands in no rule is nobody's. Every route names its action (`lotse-web`), and a test walks
//! route × role × foreign body.

use serde::{Deserialize, Serialize};

use crate::{
    body::BodyKey,
    people::{Actor, PersonId},
};

/// What a person is at a body, for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sachbearbeitung: decides cases.
    Caseworker,
    /// Digitalisierungsbeauftragte (CDO): adopts and adapts solutions for the own body.
    DigitalOfficer,
    /// Fachadministration of one body: its people.
    BodyAdministrator,
    /// DigitalBüro: sees and supports the whole region.
    OfficeStaff,
    /// Bezirksregierung, Land: reads proofs, nothing else.
    Funder,
    /// Betrieb: jobs, mail, backups, ledger checks of this instance; no cases.
    Operator,
    /// Rechnungsbearbeitung: takes invoices in, checks and confirms them.
    InvoiceClerk,
    /// Anordnungsbefugnis: orders that an invoice is paid.
    Authoriser,
    /// Zahlungsabwicklung: makes payment runs and confirms what was paid.
    Treasurer,
}

impl Role {
    pub const ALL: [Self; 9] = [
        Self::Caseworker,
        Self::DigitalOfficer,
        Self::BodyAdministrator,
        Self::OfficeStaff,
        Self::Funder,
        Self::Operator,
        Self::InvoiceClerk,
        Self::Authoriser,
        Self::Treasurer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::DigitalOfficer => "digital-officer",
            Self::BodyAdministrator => "body-administrator",
            Self::OfficeStaff => "office-staff",
            Self::Funder => "funder",
            Self::Operator => "operator",
            Self::InvoiceClerk => "invoice-clerk",
            Self::Authoriser => "authoriser",
            Self::Treasurer => "treasurer",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Everything a person can ask the house to do. One name per intention, not per page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    // Everybody
    /// Region page, map, a body's front page, catalogue, published facts.
    ReadPublic,
    /// Sign in and out, register a passkey for oneself.
    SignIn,
    /// Health check and probes.
    ProbeHealth,
    /// Fill in and submit an application.
    Apply,
    // The applicant, by account or by the secret link
    /// Read the state, questions and decision of one's own application.
    ReadOwnCase,
    /// Answer a question, add a document, withdraw.
    AnswerOwnCase,
    /// Own account, own list of applications.
    ReadOwnThings,
    // Caseworkers
    ReadCases,
    WorkOnCases,
    // Invoices
    /// List, view, history, figures.
    ReadInvoices,
    /// Take documents in: upload, API.
    ReceiveInvoices,
    /// Check, confirm, assign accounts, write notes, send back.
    WorkOnInvoices,
    /// Order the payment (Anordnung), or refuse to.
    OrderInvoices,
    /// Make payment runs, confirm that they were paid.
    PayInvoices,
    /// Units with their Leitweg-IDs, deputies, debtor account, retention.
    ManageInvoices,
    // Solutions
    /// The body's own view: what is in use, updates waiting, differences.
    ReadAdoptions,
    /// Adopt, adapt, update, withdraw.
    ManageAdoptions,
    /// Publish package versions as this body.
    PublishPackages,
    // Region
    ReadRegionWork,
    // Operation
    /// What the body says about itself on pages and letters.
    ManageBody,
    /// Give programs access to the body's data, look at what was given, take it back.
    ManageTokens,
    OperateInstance,
}

impl Action {
    pub const ALL: [Self; 22] = [
        Self::ReadPublic,
        Self::SignIn,
        Self::ProbeHealth,
        Self::Apply,
        Self::ReadOwnCase,
        Self::AnswerOwnCase,
        Self::ReadOwnThings,
        Self::ReadCases,
        Self::WorkOnCases,
        Self::ReadInvoices,
        Self::ReceiveInvoices,
        Self::WorkOnInvoices,
        Self::OrderInvoices,
        Self::PayInvoices,
        Self::ManageInvoices,
        Self::ReadAdoptions,
        Self::ManageAdoptions,
        Self::PublishPackages,
        Self::ReadRegionWork,
        Self::ManageBody,
        Self::ManageTokens,
        Self::OperateInstance,
    ];
}

/// Whom a rule lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anyone,
    /// Signed in, whatever the role.
    SignedIn,
    /// The person the thing belongs to, or the bearer of its secret link.
    Holder,
    /// A role held at the very body the thing belongs to.
    Here(Role),
    /// A role held at this body or at one that covers it (a Kreis for its municipalities, the DigitalBüro for the region).
    Above(Role),
    /// A role held at the region office or anywhere: for things of the instance, not of a body.
    Instance(Role),
}

/// The table. Reviewed as a whole; `docs/permissions.md` is printed from it.
pub const TABLE: &[(Action, &[Who])] = &[
    (Action::ReadPublic, &[Who::Anyone]),
    (Action::SignIn, &[Who::Anyone]),
    (Action::ProbeHealth, &[Who::Anyone]),
    (Action::Apply, &[Who::Anyone]),
    (Action::ReadOwnCase, &[Who::Holder]),
    (Action::AnswerOwnCase, &[Who::Holder]),
    (Action::ReadOwnThings, &[Who::SignedIn]),
    (Action::ReadCases, &[Who::Here(Role::Caseworker)]),
    (Action::WorkOnCases, &[Who::Here(Role::Caseworker)]),
    (Action::ReadInvoices, &[Who::Here(Role::InvoiceClerk), Who::Here(Role::Authoriser), Who::Here(Role::Treasurer)]),
    (Action::ReceiveInvoices, &[Who::Here(Role::InvoiceClerk)]),
    (Action::WorkOnInvoices, &[Who::Here(Role::InvoiceClerk), Who::Here(Role::Authoriser)]),
    (Action::OrderInvoices, &[Who::Here(Role::Authoriser)]),
    (Action::PayInvoices, &[Who::Here(Role::Treasurer)]),
    (Action::ManageInvoices, &[Who::Here(Role::BodyAdministrator)]),
    (
        Action::ReadAdoptions,
        &[Who::Here(Role::DigitalOfficer), Who::Above(Role::OfficeStaff), Who::Here(Role::BodyAdministrator)],
    ),
    (Action::ManageAdoptions, &[Who::Here(Role::DigitalOfficer)]),
    (Action::PublishPackages, &[Who::Here(Role::DigitalOfficer)]),
    (Action::ReadRegionWork, &[Who::Instance(Role::OfficeStaff), Who::Instance(Role::Funder)]),
    (Action::ManageBody, &[Who::Here(Role::BodyAdministrator)]),
    (Action::ManageTokens, &[Who::Here(Role::BodyAdministrator)]),
    (Action::OperateInstance, &[Who::Instance(Role::Operator)]),
];

/// What an action is done to.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The body it belongs to; `None` for things of the instance.
    pub body: Option<&'a BodyKey>,
    /// The person it belongs to, where it belongs to one.
    pub owner: Option<PersonId>,
    /// The request showed the secret link of exactly this thing.
    pub link_shown: bool,
}

impl<'a> Subject<'a> {
    pub fn instance() -> Self {
        Self { body: None, owner: None, link_shown: false }
    }

    pub fn of(body: &'a BodyKey) -> Self {
        Self { body: Some(body), owner: None, link_shown: false }
    }

    #[must_use]
    pub fn owned_by(self, owner: Option<PersonId>) -> Self {
        Self { owner, ..self }
    }

    #[must_use]
    pub fn with_link_shown(self, link_shown: bool) -> Self {
        Self { link_shown, ..self }
    }
}

/// The one decision. Memberships in `actor` are those valid now; the caller loads them so.
pub fn may(actor: &Actor, action: Action, subject: &Subject<'_>) -> bool {
    if matches!(actor, Actor::System(_)) {
        // Jobs and the command line act for the operator; they never come in over HTTP.
        return true;
    }
    if let Actor::Machine(machine) = actor
        && machine.may(action, subject.body)
    {
        return true;
    }
    // Beyond its scopes a program is a stranger.
    TABLE
        .iter()
        .filter(|(listed, _)| *listed == action)
        .any(|(_, who)| who.iter().any(|who| fits(actor, *who, subject)))
}

/// Whether some holder of an own thing could pass: the route guard lets such requests through to the handler, which
/// knows the owner and asks [`may`] again.
pub fn depends_on_holder(action: Action) -> bool {
    TABLE.iter().any(|(listed, who)| *listed == action && who.contains(&Who::Holder))
}

fn fits(actor: &Actor, who: Who, subject: &Subject<'_>) -> bool {
    let person = match actor {
        Actor::Person(person) => Some(person),
        _ => None,
    };
    match who {
        Who::Anyone => true,
        Who::SignedIn => person.is_some(),
        Who::Holder => {
            subject.link_shown || person.is_some_and(|person| subject.owner.is_some_and(|owner| owner == person.id))
        }
        Who::Here(role) => holds(actor, role, |body| subject.body == Some(body)),
        Who::Above(role) => holds(actor, role, |body| subject.body.is_some_and(|key| body.covers(key))),
        Who::Instance(role) => holds(actor, role, |_| true),
    }
}

fn holds(actor: &Actor, role: Role, at: impl Fn(&BodyKey) -> bool) -> bool {
    let Actor::Person(person) = actor else { return false };
    person.memberships.iter().any(|membership| membership.role == role && at(&membership.body))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::people::{Membership, SignedIn};

    fn person(role: Role, body: &str) -> Actor {
        let body = BodyKey::new(body).unwrap();
        Actor::Person(Arc::new(SignedIn {
            id: PersonId::nil(),
            home: body.clone(),
            name: "Test".into(),
            email: "test@example.org".into(),
            memberships: vec![Membership { body, role }],
        }))
    }

    #[test]
    fn every_action_has_exactly_one_row() {
        for action in Action::ALL {
            assert_eq!(TABLE.iter().filter(|(listed, _)| *listed == action).count(), 1, "{action:?}");
        }
        assert_eq!(TABLE.len(), Action::ALL.len());
    }

    #[test]
    fn a_caseworker_works_at_home_only() {
        let here = BodyKey::new("057620012012").unwrap();
        let there = BodyKey::new("057740032032").unwrap();
        let actor = person(Role::Caseworker, here.as_str());
        assert!(may(&actor, Action::WorkOnCases, &Subject::of(&here)));
        assert!(!may(&actor, Action::WorkOnCases, &Subject::of(&there)));
        assert!(!may(&actor, Action::WorkOnCases, &Subject::instance()));
        assert!(!may(&actor, Action::ManageAdoptions, &Subject::of(&here)));
    }

    #[test]
    fn nobody_above_reads_cases() {
        let here = BodyKey::new("057620012012").unwrap();
        for role in Role::ALL {
            for above in ["05762", "057", "057-digitalbuero-owl", "05"] {
                assert!(!may(&person(role, above), Action::ReadCases, &Subject::of(&here)), "{role:?} at {above}");
            }
        }
    }

    #[test]
    fn the_link_opens_one_thing() {
        let here = BodyKey::new("057620012012").unwrap();
        assert!(may(&Actor::Anonymous, Action::ReadOwnCase, &Subject::of(&here).with_link_shown(true)));
        assert!(!may(&Actor::Anonymous, Action::ReadOwnCase, &Subject::of(&here)));
        assert!(!may(&Actor::Anonymous, Action::ReadCases, &Subject::of(&here).with_link_shown(true)));
    }
}
