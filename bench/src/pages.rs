//! Pages of Lotse against the same pages made by hand (`bare`), both over HTTP on the loopback, each server a process
//! of its own. Requests a second are what a visitor sees; processor time of the server leaves out what asking costs.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};
use lotse_app::house::statements;
use tokio::runtime::Runtime;

use crate::{
    bare::{Parameter, Recipe},
    client::{Client, pages_per_second},
    furnish::{BODY, Place, SERVICE, furnish, sign_in},
    process::{Server, free_address},
    report::{Row, median},
};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_millis(1_200);
const CONNECTIONS: usize = 8;

/// A page with the statements behind it.
struct Measured {
    name: &'static str,
    path: String,
    signed_in: bool,
    queries: Vec<(String, Vec<Parameter>)>,
}

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let place = Runtime::new()?.block_on(furnish(folder.path(), 0))?;
    let own = place.serve(free_address()?)?;
    let cookies = sign_in(own.address)?;
    let mut rows = Vec::new();
    for page in measured(&place)? {
        let cookies = if page.signed_in { cookies.as_slice() } else { &[] };
        rows.extend(compare(&place, &own, &page, cookies)?);
    }
    Ok(rows)
}

fn measured(place: &Place) -> Result<Vec<Measured>> {
    let text = |text: &str| Parameter::Text(text.to_owned());
    let body = text(place.body.as_str());
    let filter = vec![body.clone(), text("open"), text(""), text(""), text("")];
    let paged = [filter.clone(), vec![Parameter::Number(25), Parameter::Number(0)]].concat();
    Ok(vec![
        Measured {
            name: "service page",
            path: format!("/{BODY}/leistungen/{SERVICE}"),
            signed_in: false,
            queries: vec![(
                statement("FROM services WHERE body_id = $1 AND service_key = $2 AND active")?,
                vec![body.clone(), text(SERVICE)],
            )],
        },
        Measured {
            name: "map of the region",
            path: "/karte".to_owned(),
            signed_in: false,
            queries: vec![
                (statement("SELECT count(*) AS versions")?, Vec::new()),
                (statement("WHERE state = 'in-use' ORDER BY solution, body_id")?, Vec::new()),
                (statement("SELECT body_id, outline")?, Vec::new()),
            ],
        },
        Measured {
            name: "list of 500 cases, first 25",
            path: format!("/{BODY}/amt/faelle"),
            signed_in: true,
            queries: vec![
                (statement("SELECT COUNT(*) AS cases")?, filter),
                (statement("ORDER BY next_due_at ASC NULLS LAST, number LIMIT")?, paged),
                (statement("MAX(service_title)")?, vec![body.clone()]),
                (statement("SELECT person_id, name FROM people")?, vec![body]),
            ],
        },
    ])
}

/// The statement of the house with these words in it.
fn statement(words: &str) -> Result<String> {
    let found = statements().into_iter().find(|statement| statement.contains(words));
    Ok(found.with_context(|| format!("no statement with »{words}«"))?.to_owned())
}

fn compare(place: &Place, own: &Server, page: &Measured, cookies: &[(String, String)]) -> Result<Vec<Row>> {
    let mut client = Client::connect(own.address)?;
    cookies.clone_into(&mut client.cookies);
    let shown = client.get(&page.path)?.expect(200)?.text;
    let recipe = Recipe { database: place.database.clone(), queries: page.queries.clone(), page: shown };
    let file = place.folder.join("recipe.json");
    fs::write(&file, serde_json::to_string(&recipe)?)?;
    let address = free_address()?;
    let peer = Server::start("as-bare", &[&file.display().to_string(), &address.to_string()], address)?;
    let (mut rates, mut costs) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        let (rate, cost) = measure(&peer, &page.path, cookies)?;
        rates.1.push(rate);
        costs.1.push(cost);
        let (rate, cost) = measure(own, &page.path, cookies)?;
        rates.0.push(rate);
        costs.0.push(cost);
    }
    let kib = recipe.page.len() / 1024;
    let rate = Row::rate(format!("{}, {kib} KiB", page.name), median(rates.0), "requests/s");
    let cost = Row::rate(format!("{}, processor time", page.name), median(costs.0), "µs/request");
    Ok(vec![
        rate.against("axum+rusqlite", median(rates.1)).at_least(0.5),
        cost.against_cost("axum+rusqlite", median(costs.1)).at_least(0.5),
    ])
}

/// Requests a second and microseconds of processor time for each.
pub fn measure(server: &Server, path: &str, cookies: &[(String, String)]) -> Result<(f64, f64)> {
    let before = server.cpu_seconds()?;
    let asked = pages_per_second(server.address, path, cookies, CONNECTIONS, ROUND_TIME)?;
    let cost = (server.cpu_seconds()? - before) * 1e6 / asked.count;
    Ok((asked.count / asked.seconds, cost))
}
