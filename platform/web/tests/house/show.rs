//! `cargo test -p lotse-web -- --ignored show`: the little instance in a browser, at http://localhost:8099, for two minutes.

use std::time::Duration;

use lotse_web::{Config, serve_until};
use tokio::net::TcpListener;

use crate::support::House;

#[tokio::test]
#[ignore = "for looking at"]
async fn show() {
    let config = Config { rate_limits: false, ..Config::default() };
    let house = House::each_with(&config, "http://localhost:8099", true).await.swap_remove(0);
    let listener = TcpListener::bind("127.0.0.1:8099").await.unwrap();
    serve_until(listener, house.router.clone(), tokio::time::sleep(Duration::from_mins(2))).await.unwrap();
}
