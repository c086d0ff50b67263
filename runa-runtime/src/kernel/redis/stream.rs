//! The way to the server: TCP, a unix socket, TLS.

use std::io;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::target::{Route, Target};

/// A connection that nobody has said anything on.
pub(super) type Stream = Pin<Box<dyn Duplex>>;

pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Send + Sync> Duplex for T {}

pub(super) async fn open(target: &Target) -> io::Result<Stream> {
    match &target.route {
        Route::Tcp(host, port) => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            // Small commands are not to wait for company.
            stream.set_nodelay(true)?;
            #[cfg(feature = "redis-tls")]
            if let Some(tls) = &target.tls {
                return Ok(Box::pin(tls.handshake(stream).await?));
            }
            Ok(Box::pin(stream))
        }
        #[cfg(unix)]
        Route::Unix(path) => Ok(Box::pin(tokio::net::UnixStream::connect(path).await?)),
        #[cfg(not(unix))]
        Route::Unix(_) => Err(io::Error::other("there are no unix sockets on this system")),
    }
}
