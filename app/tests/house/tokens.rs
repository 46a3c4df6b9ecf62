//! Programs with a token: route × right × foreign body, and what they never get: pages, cookies, more than their rights.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use lotse_administration::invoices::samples::{self, Sample};
use lotse_core::{
    errors::Code,
    permissions::{TABLE, Who},
    tokens::Scope,
};
use lotse_web::RouteEntry;

use crate::{
    browser::{Browser, Reply},
    world::{HERE, MachinePersona, Place, THERE, World},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    In,
    /// 401 LOTSE-0412
    BadToken,
    /// 403 LOTSE-0403
    Refused,
    /// As a stranger: sent to the sign-in page, 401, or a form without token.
    Stranger,
    Missing,
}

fn outcome(reply: &Reply) -> Outcome {
    let says = |code: Code| reply.text.contains(code.entry().number);
    match reply.status {
        StatusCode::NOT_FOUND => Outcome::Missing,
        StatusCode::SEE_OTHER if reply.header("location").starts_with("/anmelden?weiter=") => Outcome::Stranger,
        StatusCode::UNAUTHORIZED if says(Code::TokenInvalid) => Outcome::BadToken,
        StatusCode::UNAUTHORIZED if says(Code::SignInNeeded) => Outcome::Stranger,
        StatusCode::FORBIDDEN if says(Code::FormExpired) => Outcome::Stranger,
        StatusCode::FORBIDDEN if says(Code::NotAllowed) => Outcome::Refused,
        _ => Outcome::In,
    }
}

fn is_api(route: &RouteEntry) -> bool {
    route.path.starts_with("/api/")
}

/// What the table and the list of rights say, read here once more.
fn expected(route: &RouteEntry, machine: &MachinePersona) -> Outcome {
    if !machine.is_valid {
        return Outcome::BadToken;
    }
    let (_, rules) =
        TABLE.iter().find(|(action, _)| *action == route.action).expect("every action stands in the table");
    let has_right = machine.scopes.iter().any(|scope| scope.actions().contains(&route.action));
    let is_here = machine.place == Place::Here && route.path.contains("{body}");
    if rules.contains(&Who::Anyone) || has_right && is_here { Outcome::In } else { Outcome::Refused }
}

async fn ask(browser: &Browser, world: &World, route: &RouteEntry) -> Reply {
    let path = world.fill(route.path, HERE);
    if route.method == Method::GET { browser.get(&path).await } else { browser.post_bare(&path, &[]).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_exactly_what_its_token_names() {
    for world in World::each().await {
        let mut counts: BTreeMap<(String, Outcome), usize> = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut requests = 0;
        for machine in &world.machines {
            let browser = Browser::machine(&world.router, &machine.token);
            for route in world.routes.iter().filter(|route| is_api(route)) {
                let reply = ask(&browser, &world, route).await;
                let (found, wanted) = (outcome(&reply), expected(route, machine));
                requests += 1;
                *counts.entry((format!("{:?}", machine.place), found)).or_default() += 1;
                let challenged = reply.header("www-authenticate").starts_with("Bearer");
                let is_refusal = matches!(wanted, Outcome::BadToken | Outcome::Refused);
                let cookies = reply.headers.contains_key("set-cookie");
                if found != wanted || cookies || challenged != is_refusal || reply.status.is_server_error() {
                    let RouteEntry { method, path, .. } = route;
                    wrong.push(format!("{method} {path} for {}: {found:?}, expected {wanted:?}", machine.name));
                }
                if is_refusal {
                    assert_eq!(reply.header("content-type"), "application/problem+json");
                }
            }
        }
        println!("{requests} requests of {} programs to the API, {:?}", world.machines.len(), world.store.backend());
        for ((place, outcome), count) in counts {
            println!("  {place:<10} {outcome:<10?} {count:>5}");
        }
        assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_no_page() {
    for world in World::each().await {
        let machine = world.machines.iter().find(|machine| machine.scopes.len() == Scope::ALL.len()).unwrap();
        assert_eq!((machine.place, machine.is_valid), (Place::Here, true));
        let (program, stranger) = (Browser::machine(&world.router, &machine.token), Browser::new(&world.router));
        let mut pages = 0;
        for route in world.routes.iter().filter(|route| !is_api(route)) {
            let (with, without) = (ask(&program, &world, route).await, ask(&stranger, &world, route).await);
            assert_eq!((with.status, outcome(&with)), (without.status, outcome(&without)), "{}", route.path);
            pages += 1;
        }
        println!("{pages} pages answer a program as they answer a stranger");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_hands_in_an_invoice_at_its_own_body() {
    for world in World::each().await {
        let has = |machine: &&MachinePersona, scope, place| {
            machine.scopes == [scope] && machine.place == place && machine.is_valid
        };
        let find = |scope, place| world.machines.iter().find(|machine| has(machine, scope, place)).unwrap();
        let here = Browser::machine(&world.router, &find(Scope::SubmitInvoices, Place::Here).token);
        let api = |slug: &str| format!("/api/v1/{slug}/invoices");
        let invoice = samples::xml(&Sample { number: "TOKEN-1".to_owned(), ..Sample::default() });
        let send = async |browser: &Browser, slug: &str| {
            browser.post_raw(&api(slug), "application/xml", invoice.clone().into()).await
        };
        let reply = send(&here, HERE).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        let number = reply.between("\"number\":\"", "\"");
        // It may not read what it has handed in, and is nobody elsewhere.
        assert_eq!(outcome(&here.get(&format!("{}/{number}", api(HERE))).await), Outcome::Refused);
        assert_eq!(outcome(&send(&here, THERE).await), Outcome::Refused);
        let reader = Browser::machine(&world.router, &find(Scope::ReadInvoices, Place::Here).token);
        let read = reader.get(&format!("{}/{number}", api(HERE))).await.ok();
        assert!(read.text.contains("TOKEN-1"));
        let foreign = Browser::machine(&world.router, &find(Scope::ReadInvoices, Place::Foreign).token);
        assert_eq!(outcome(&foreign.get(&format!("{}/{number}", api(HERE))).await), Outcome::Refused);
        assert_eq!(outcome(&foreign.get(&format!("{}/{number}", api(THERE))).await), Outcome::Missing);

        // People see which program it was.
        let clerk = world.personas.iter().find(|persona| persona.name == "invoice-clerk here").unwrap();
        let history = world.browser(clerk).await.get(&format!("/{HERE}/amt/rechnungen/{number}/verlauf")).await.ok();
        assert!(history.text.contains("submit-invoices here"), "{}", history.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_counts_alone_whatever_cookies_say() {
    let world = World::each().await.swap_remove(0);
    let clerk = world.personas.iter().find(|persona| persona.name == "invoice-clerk here").unwrap();
    let path = format!("/api/v1/{HERE}/invoices");
    world.browser(clerk).await.get(&path).await.ok();
    for machine in world.machines.iter().filter(|machine| !machine.is_valid || machine.place == Place::Foreign) {
        let both = world.browser(clerk).await.with_bearer(&machine.token);
        let wanted = if machine.is_valid { Outcome::Refused } else { Outcome::BadToken };
        assert_eq!(outcome(&both.get(&path).await), wanted, "{}", machine.name);
    }
    let garbage = world.browser(clerk).await.with_bearer("lotse_x");
    assert_eq!(outcome(&garbage.get(&path).await), Outcome::BadToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_says_how_programs_sign_in() {
    let world = World::each().await.swap_remove(0);
    let text = Browser::new(&world.router).get("/api/openapi.json").await.ok().text;
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let mut secured = 0;
    for route in world.routes.iter().filter(|route| is_api(route)) {
        let named = &document["paths"][route.path][route.method.as_str().to_lowercase()]["security"];
        let is_granted = Scope::ALL.iter().any(|scope| scope.actions().contains(&route.action));
        assert_eq!(named.is_array(), is_granted, "{} {}", route.method, route.path);
        secured += usize::from(is_granted);
    }
    assert!(secured >= 5, "{secured}");
}
