//! Connections within the process: nothing of the machine takes time, so a paused clock shows to the millisecond what a limit does.

use std::future::pending;
use std::io;
use std::ops::Deref;

use tokio::io::DuplexStream;
use tokio::sync::mpsc;

use super::*;
use crate::kernel::request::Front;
use crate::kernel::server::accept::Accept;
use crate::kernel::server::peer::Peer;

/// As much as waits between two ends.
const BUFFER: usize = 64 * 1024;

/// What they accept.
struct Listener(mpsc::UnboundedReceiver<DuplexStream>);

impl Accept for Listener {
    type Io = DuplexStream;

    async fn accept(&mut self) -> io::Result<(DuplexStream, Peer)> {
        match self.0.recv().await {
            Some(socket) => Ok((socket, Peer::Tcp(([127, 0, 0, 1], 1).into()))),
            None => pending().await,
        }
    }

    fn ignore_new(&mut self) -> bool {
        false
    }

    fn backlog(self) -> impl FnMut() -> io::Result<Option<(DuplexStream, Peer)>> + Send {
        || Ok(None)
    }
}

/// A server of such connections.
pub(super) struct Memory {
    server: Server,
    connect: mpsc::UnboundedSender<DuplexStream>,
    pub(super) go: Arc<Notify>,
    pub(super) closed: Closed,
}

impl Deref for Memory {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Memory {
    pub(super) fn start(limits: Limits) -> Self {
        let go = Arc::new(Notify::new());
        let router = router(&go);
        Self { go, ..Self::of(router.into(), limits) }
    }

    pub(super) fn of(front: Front, limits: Limits) -> Self {
        let (connect, clients) = mpsc::unbounded_channel();
        let closed = Closed::default();
        let server = Server::over(Listener(clients), Vec::new(), front, limits, None, Arc::default(), closed.clone());
        Self { server: run(server), connect, go: Arc::default(), closed }
    }

    /// A client that has connected.
    pub(super) fn client(&self) -> DuplexStream {
        let (client, socket) = tokio::io::duplex(BUFFER);
        self.connect.send(socket).unwrap();
        client
    }

    /// One that has sent something.
    pub(super) async fn send(&self, bytes: &[u8]) -> DuplexStream {
        let mut client = self.client();
        client.write_all(bytes).await.unwrap();
        client
    }

    /// How long something takes.
    pub(super) async fn takes<T>(&self, work: impl Future<Output = T>) -> (Duration, T) {
        let began = Instant::now();
        let done = work.await;
        (began.elapsed(), done)
    }
}
