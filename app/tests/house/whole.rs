//! What must fit together across all crates.

use std::collections::{BTreeSet, HashSet};

use lotse_app::house::{MIGRATIONS, statements};
use lotse_store::test_support::TestStore;

use crate::{browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_prepares_on_every_back_end() {
    let statements = statements();
    let distinct: HashSet<&str> = statements.iter().copied().collect();
    for store in TestStore::each_migrated(MIGRATIONS).await {
        for statement in &distinct {
            if let Err(error) = store.prepare_check(statement).await {
                panic!("{:?}: {error}\n{statement}", store.backend());
            }
        }
        println!("{} statements prepared on {:?}", distinct.len(), store.backend());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_routes_and_api_description_are_whole() {
    let world = World::each().await.swap_remove(0);
    assert_eq!(world.texts.missing_keys(), Vec::new());

    let mut seen = HashSet::new();
    for route in &world.routes {
        // `{a}` and `{b}` at the same place are the same address.
        let shape: Vec<&str> =
            route.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        assert!(seen.insert((route.method.clone(), shape)), "{} {} twice", route.method, route.path);
    }

    let document = Browser::new(&world.router).get("/api/openapi.json").await.ok();
    let document: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let served: BTreeSet<(String, String)> = world
        .routes
        .iter()
        .filter(|route| route.path.starts_with("/api/v"))
        .map(|route| (route.path.to_owned(), route.method.to_string()))
        .collect();
    assert_eq!(described, served, "left: /api/openapi.json, right: the routes");
    println!("{} routes, {} of the API, all described", world.routes.len(), served.len());
}
