//! The rival: axum, and a handler that sends the body back. What it costs is what the transport costs.

use axum::Router;
use axum::body::Bytes;
use axum::routing::any;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use super::tls;

/// Serves until it is killed. The first line that it prints names its address.
pub(in crate::bench) fn serve(secure: bool) -> Result<String, String> {
    let acceptor = secure.then(tls::acceptor).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        println!("Listening on http://{address}/");
        let router = Router::new().fallback(any(|body: Bytes| async { body }));
        loop {
            let (stream, _) = listener.accept().await.map_err(|error| error.to_string())?;
            stream
                .set_nodelay(true)
                .map_err(|error| error.to_string())?;
            let (acceptor, router) = (acceptor.clone(), router.clone());
            tokio::spawn(async move {
                match acceptor {
                    None => http(stream, router).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            http(stream, router).await;
                        }
                    }
                }
            });
        }
    })
}

/// What goes wrong with a connection is noticed by the load at its other end.
async fn http(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let service = TowerToHyperService::new(router);
    let builder = Builder::new(TokioExecutor::new()).http1_only();
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
