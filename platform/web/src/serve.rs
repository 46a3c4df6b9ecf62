//! Listening, and stopping without cutting anybody off.

use std::{future::Future, io, net::SocketAddr};

use axum::Router;
use tokio::net::TcpListener;

use crate::{app::App, routes::Routes};

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
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(end).await
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
