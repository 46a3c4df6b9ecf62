//! `cargo test -p lotse-administration -- --ignored show`: the wing in a browser, at http://localhost:8098, for a minute.

use std::time::Duration;

use lotse_web::serve_until;
use tokio::net::TcpListener;

use crate::harness::{HERE, House, anwohnerparken};

#[tokio::test]
#[ignore = "for looking at"]
async fn show() {
    let house = House::sqlite().await;
    house.install(HERE, "anwohnerparken", anwohnerparken()).await;
    let listener = TcpListener::bind("127.0.0.1:8098").await.unwrap();
    serve_until(listener, house.router.clone(), tokio::time::sleep(Duration::from_mins(1))).await.unwrap();
}
