//! Links with a secret open one thing at one body, and a case is seen by its own body only.

use axum::http::StatusCode;
use lotse_core::permissions::{TABLE, Who};
use lotse_web::RouteEntry;

use crate::{
    browser::Reply,
    world::{HERE, THERE, World},
};

fn turned_away(reply: &Reply) -> bool {
    let to_sign_in = reply.status == StatusCode::SEE_OTHER && reply.header("location").starts_with("/anmelden?weiter=");
    to_sign_in || matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
}

fn has_secret(route: &RouteEntry) -> bool {
    route.path.contains("{secret}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_secret_opens_nothing() {
    for world in World::each().await {
        let holders = TABLE.iter().filter(|(_, rules)| rules.contains(&Who::Holder)).map(|(action, _)| *action);
        for action in holders {
            assert!(world.routes.iter().any(|route| route.action == action && route.path.contains("{secret}")));
        }
        let made_up = "0123456789abcdefghjkmnpqrstvwxyz";
        let mut requests = 0;
        for persona in &world.personas {
            let browser = world.browser(persona).await;
            for route in world.routes.iter().filter(|route| has_secret(route)) {
                let here = world.fill(route.path, HERE);
                let own = here.split('/').find(|part| part.len() == 32).unwrap().to_owned();
                // Made up; the right one at another body; the id of the case, which is for its owner alone.
                let mut paths = vec![here.replace(&own, made_up), world.fill(route.path, THERE)];
                if route.path.contains("/vorgang/") {
                    paths.push(here.replace(&own, &world.case_id));
                }
                for path in paths {
                    let reply = if route.method == "GET" {
                        browser.get(&path).await
                    } else {
                        browser.post(&path, &[("x", "y")]).await
                    };
                    assert!(turned_away(&reply), "{} {path} for {}: {}", route.method, persona.name, reply.status);
                    requests += 1;
                }
            }
        }
        println!("{requests} requests with foreign secrets, all turned away, {:?}", world.store.backend());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_unknown_at_another_body() {
    for world in World::each().await {
        let there = world.personas.iter().find(|persona| persona.name == format!("caseworker at {THERE}")).unwrap();
        let browser = world.browser(there).await;
        let of_cases = world.routes.iter().filter(|route| route.path.contains("/amt/faelle/{number}"));
        for route in of_cases {
            let path = world.fill(route.path, THERE);
            let reply =
                if route.method == "GET" { browser.get(&path).await } else { browser.post(&path, &[("x", "y")]).await };
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
        }
        let list = browser.get(&format!("/{THERE}/amt/faelle")).await.ok();
        assert!(!list.text.contains("Beispiel") && !list.text.contains(HERE));
    }
}
