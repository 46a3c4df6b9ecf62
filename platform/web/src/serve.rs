//! Listening, and stopping without cutting anybody off. Not by `axum::serve`, which waits for ever for the headers of a
//! slow client, so that a few thousand idle connections would use up the process (Slowloris).

use std::{convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, net::TcpStream, time};
use tower::ServiceExt;

use crate::{app::App, routes::Routes};

/// How long a client may take for the headers of a request, and how long a connection may stay without one.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
/// How long running requests may take when the process is asked to end; more than a request's own limit.
const FINISH_WITHIN: Duration = Duration::from_secs(40);

/// Serves until the process is asked to end (SIGTERM, SIGINT); running requests are finished.
pub async fn serve(listener: TcpListener, app: App, routes: Routes) -> io::Result<()> {
    serve_until(listener, routes.into_router(app), asked_to_end()).await
}

/// Serves until `end` is ready.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let mut end = pin!(end);
    let running = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause_after(&error).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        let connection = http.serve_connection(TokioIo::new(without_delay(stream)), answering(router.clone(), peer));
        let connection = running.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                // Clients that go away or dawdle; nothing to mend here.
                tracing::debug!(%error, "connection ended early");
            }
        });
    }
    drop(listener);
    // A client that never reads its answer shall not keep the process alive.
    if time::timeout(FINISH_WITHIN, running.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
    Ok(())
}

/// Answers one connection's requests.
fn answering(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send + 'static,
> + Send
+ 'static {
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(Body::new))
    })
}

fn without_delay(stream: TcpStream) -> TcpStream {
    // Only a matter of milliseconds; where it cannot be set, the stream still works.
    let _ = stream.set_nodelay(true);
    stream
}

/// Too many open files pass by themselves when others end; a client that hung up concerns nobody else.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "cannot accept connections");
    time::sleep(Duration::from_secs(1)).await;
}

async fn asked_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("asked to end, finishing running requests");
}
