//! Slow clients, and ending while somebody waits.

use std::time::{Duration, Instant};

use lotse_web::serve_until;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use crate::support::House;

#[tokio::test]
async fn a_client_that_dawdles_is_let_go_and_others_are_served() {
    let house = House::each().await.swap_remove(0);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(serve_until(listener, house.router.clone(), async {
        let _ = ended.await;
    }));

    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.unwrap();
    let started = Instant::now();

    let mut quick = TcpStream::connect(address).await.unwrap();
    quick.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    quick.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK"), "the loopback may read the counters: {text}");

    let mut rest = Vec::new();
    let gone = tokio::time::timeout(Duration::from_secs(40), slow.read_to_end(&mut rest)).await;
    assert!(gone.is_ok(), "still connected after 40 seconds");
    assert!(started.elapsed() >= Duration::from_secs(15), "but not cut off at once");

    // An idle connection does not hold up the end.
    let idle = TcpStream::connect(address).await.unwrap();
    end.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), server).await.unwrap().unwrap().unwrap();
    drop(idle);
    assert!(TcpStream::connect(address).await.is_err());
}
