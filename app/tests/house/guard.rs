//! Route × role × foreign body: every answer of the house is what the table of permissions says.
//!
//! What is expected comes from [`TABLE`] alone, by this file's own reading of its words, not from the guard.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use lotse_core::{
    errors::Code,
    permissions::{Action, TABLE, Who},
};
use lotse_web::RouteEntry;

use crate::{
    browser::{Browser, Reply},
    world::{HERE, Persona, Place, World},
};

/// Routes whose handler asks for more than the table says, with the action it asks for.
const STRICTER: [(&str, Action); 1] = [
    // Open to the machine itself, else for the operator.
    ("/metrics", Action::OperateInstance),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The handler answered, whatever it said.
    In,
    /// Sent to the sign-in page, or 401.
    SignIn,
    /// 403 LOTSE-0403
    Refused,
    /// 403 LOTSE-0419: the form's token is missing.
    Token,
    /// 404
    Missing,
}

impl Outcome {
    fn of(reply: &Reply) -> Self {
        let says = |code: Code| reply.text.contains(code.entry().number);
        match reply.status {
            StatusCode::NOT_FOUND => Self::Missing,
            StatusCode::SEE_OTHER if reply.header("location").starts_with("/anmelden?weiter=") => Self::SignIn,
            StatusCode::UNAUTHORIZED if says(Code::SignInNeeded) => Self::SignIn,
            StatusCode::FORBIDDEN if says(Code::NotAllowed) => Self::Refused,
            StatusCode::FORBIDDEN if says(Code::FormExpired) => Self::Token,
            _ => Self::In,
        }
    }
}

/// What the table says about somebody who asks a body's route, or one of the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    /// Whoever holds the thing: the secret link is in the path here, so its bearer does.
    Bearer,
    Refuse,
}

fn verdict(action: Action, persona: &Persona, names_body: bool) -> Verdict {
    let (_, rules) = TABLE.iter().find(|(listed, _)| *listed == action).expect("every action stands in the table");
    if rules.iter().any(|rule| lets_in(*rule, persona, names_body)) {
        Verdict::Pass
    } else if rules.contains(&Who::Holder) {
        Verdict::Bearer
    } else {
        Verdict::Refuse
    }
}

fn lets_in(rule: Who, persona: &Persona, names_body: bool) -> bool {
    let role = persona.account.as_ref().and_then(|account| account.role);
    let held = |wanted, places: &[Place]| role.is_some_and(|(role, place)| role == wanted && places.contains(&place));
    match rule {
        Who::Anyone => true,
        Who::SignedIn => persona.account.is_some(),
        Who::Holder => false,
        Who::Here(wanted) => names_body && held(wanted, &[Place::Here]),
        Who::Above(wanted) => names_body && held(wanted, &[Place::Here, Place::Covering]),
        Who::Instance(wanted) => held(wanted, &[Place::Here, Place::Foreign, Place::Covering]),
    }
}

fn expected(route: &RouteEntry, persona: &Persona) -> Verdict {
    let stricter = STRICTER.iter().find(|(path, _)| *path == route.path);
    verdict(stricter.map_or(route.action, |(_, action)| *action), persona, route.path.contains("{body}"))
}

/// The answer a refused visitor gets.
fn refusal(route: &RouteEntry, persona: &Persona) -> Outcome {
    let is_stricter = STRICTER.iter().any(|(path, _)| *path == route.path);
    if persona.account.is_none() && !is_stricter { Outcome::SignIn } else { Outcome::Refused }
}

fn is_get(route: &RouteEntry) -> bool {
    route.method == Method::GET
}

/// Counts by group of people and outcome, and every disagreement.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<(String, Outcome), usize>,
    statuses: BTreeMap<u16, usize>,
    requests: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn take(&mut self, route: &RouteEntry, persona: &Persona, reply: &Reply, is_right: bool, wanted: &str) -> Outcome {
        let outcome = Outcome::of(reply);
        self.requests += 1;
        *self.counts.entry((group(persona), outcome)).or_default() += 1;
        *self.statuses.entry(reply.status.as_u16()).or_default() += 1;
        if !is_right || reply.status.is_server_error() {
            let RouteEntry { method, path, action, .. } = route;
            let line = format!(
                "{method} {path} ({action:?}) for {}: {} {outcome:?}, expected {wanted}",
                persona.name, reply.status
            );
            self.wrong.push(line);
        }
        outcome
    }

    fn print(&self, title: &str) {
        println!("{title}: {} requests, status {:?}", self.requests, self.statuses);
        println!("  {:<34} {:>6} {:>8} {:>8} {:>6} {:>8}", "", "in", "sign-in", "refused", "token", "missing");
        let groups: std::collections::BTreeSet<&String> = self.counts.keys().map(|(group, _)| group).collect();
        for group in groups {
            let count = |outcome| self.counts.get(&(group.clone(), outcome)).copied().unwrap_or(0);
            println!(
                "  {group:<34} {:>6} {:>8} {:>8} {:>6} {:>8}",
                count(Outcome::In),
                count(Outcome::SignIn),
                count(Outcome::Refused),
                count(Outcome::Token),
                count(Outcome::Missing)
            );
        }
    }
}

fn group(persona: &Persona) -> String {
    match persona.account.as_ref().map(|account| account.role) {
        None | Some(None) => persona.name.clone(),
        Some(Some((role, place))) => format!("{} {place:?}", role.as_str()).to_lowercase(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_exactly_whom_the_table_names() {
    for world in World::each().await {
        let mut tally = Tally::default();
        let mut without_token = Tally::default();
        let mut with_token = Tally::default();
        for persona in &world.personas {
            let browser = world.browser(persona).await;
            for route in world.routes.iter().filter(|route| is_get(route)) {
                ask_page(&world, &mut tally, persona, route, &browser).await;
            }
            for route in world.routes.iter().filter(|route| !is_get(route)) {
                send_bare(&world, &mut without_token, persona, route, &browser).await;
            }
        }
        // Last, because these commands change things.
        for persona in &world.personas {
            let browser = world.browser(persona).await;
            for route in world.routes.iter().filter(|route| !is_get(route)) {
                if matches!(route.action, Action::SignIn | Action::ReadOwnThings) {
                    // A session of its own, as it may end here.
                    send_form(&world, &mut with_token, persona, route, &world.browser(persona).await).await;
                } else {
                    send_form(&world, &mut with_token, persona, route, &browser).await;
                }
            }
        }
        println!("{} routes × {} personas, {:?}", world.routes.len(), world.personas.len(), world.store.backend());
        let parts = [("pages", tally), ("forms without token", without_token), ("forms with token", with_token)];
        let mut wrong = Vec::new();
        for (title, tally) in parts {
            tally.print(title);
            wrong.extend(tally.wrong);
        }
        assert!(wrong.is_empty(), "{} answers differ from the table:\n{}", wrong.len(), wrong.join("\n"));
    }
}

async fn ask_page(world: &World, tally: &mut Tally, persona: &Persona, route: &RouteEntry, browser: &Browser) {
    let reply = browser.get(&world.fill(route.path, HERE)).await;
    let outcome = Outcome::of(&reply);
    let (is_right, wanted) = match expected(route, persona) {
        // Everything the paths name exists, so what may be seen is seen. Steps and pages of another state say so.
        Verdict::Pass | Verdict::Bearer => {
            (outcome == Outcome::In || outcome == Outcome::Missing && may_be_missing(route), "an answer")
        }
        Verdict::Refuse => (outcome == refusal(route, persona), "a refusal"),
    };
    tally.take(route, persona, &reply, is_right, wanted);
    no_page_without_right(route, persona, &reply);
}

/// Pages of things that are not there: a decision before it was made, a version that another body published, the readable
/// side of an invoice that is XML alone.
fn may_be_missing(route: &RouteEntry) -> bool {
    const SOMETIMES: [&str; 4] =
        ["/bescheid", "/bescheid.pdf", "/zurueckrufen/{version}", "/rechnungen/{number}/ansehen"];
    SOMETIMES.iter().any(|ending| route.path.ends_with(ending))
}

/// Whoever is turned away learns nothing of what stands there.
fn no_page_without_right(route: &RouteEntry, persona: &Persona, reply: &Reply) {
    if expected(route, persona) == Verdict::Refuse {
        for word in ["HX-AB 123", "anna@example.org", "Anna Beispiel"] {
            assert!(!reply.text.contains(word), "{} shows {word} to {}", route.path, persona.name);
        }
    }
}

async fn send_bare(world: &World, tally: &mut Tally, persona: &Persona, route: &RouteEntry, browser: &Browser) {
    let reply = browser.post_bare(&world.fill(route.path, HERE), &[]).await;
    let outcome = Outcome::of(&reply);
    let wanted = match expected(route, persona) {
        // Programs send no form: what a form could send is refused by its media type.
        Verdict::Pass if route.path.starts_with("/api/") => Outcome::In,
        Verdict::Pass | Verdict::Bearer => Outcome::Token,
        Verdict::Refuse => refusal(route, persona),
    };
    tally.take(route, persona, &reply, outcome == wanted, &format!("{wanted:?}"));
}

async fn send_form(world: &World, tally: &mut Tally, persona: &Persona, route: &RouteEntry, browser: &Browser) {
    let nothing: [(&str, &str); 0] = [];
    let reply = browser.post(&world.fill(route.path, HERE), &nothing).await;
    let outcome = Outcome::of(&reply);
    let (is_right, wanted) = match expected(route, persona) {
        Verdict::Pass | Verdict::Bearer => (matches!(outcome, Outcome::In | Outcome::Missing), "an answer".to_owned()),
        Verdict::Refuse => (outcome == refusal(route, persona), format!("{:?}", refusal(route, persona))),
    };
    tally.take(route, persona, &reply, is_right, &wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_exist_has_no_pages() {
    let world = World::each().await.swap_remove(0);
    for persona in world.personas.iter().filter(|persona| !persona.name.contains(" at ")) {
        let browser = world.browser(persona).await;
        for route in world.routes.iter().filter(|route| route.path.contains("{body}")) {
            for slug in ["gibtsnicht", "057620012012", "..", "%2e%2e"] {
                let path = world.fill(route.path, slug);
                let reply = if is_get(route) { browser.get(&path).await } else { browser.post_bare(&path, &[]).await };
                let known = matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
                assert!(known, "{} {path}: {}", route.method, reply.status);
            }
        }
    }
}
