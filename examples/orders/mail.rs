//! E-mails about orders: pushed by the request, sent by a worker.

use std::env;

use runa::queue::Job;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// That an order has come in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Confirmation {
    pub(crate) order: u64,
    pub(crate) item: String,
}

/// Sends it. A job can be run more than once, so the relay gets the id of the job, by which it knows what it has had.
pub(crate) async fn send(job: Job<Confirmation>) -> std::io::Result<()> {
    let text = format!("{} order {} confirmed: {}", job.id(), job.order, job.item);
    if let Ok(relay) = env::var("MAIL_RELAY") {
        deliver(&relay, &text).await?;
    }
    tracing::info!(id = %job.id(), order = job.order, attempt = job.attempt(), "confirmation sent");
    Ok(())
}

/// Hands `text` to the relay, which answers `ok` when it has taken it.
async fn deliver(relay: &str, text: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(relay).await?;
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if answer == "ok" { Ok(()) } else { Err(std::io::Error::other(format!("the relay says `{answer}`"))) }
}
