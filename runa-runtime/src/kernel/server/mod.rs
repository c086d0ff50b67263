//! The server: an accept loop of our own on hyper-util.
//!
//! It promises what `axum::serve` lacks: every connection has a time limit in each of its states, their number is bounded, running out
//! of file descriptors is survived, and closing it has an end. It costs one task and one small shared state a connection, nothing is
//! boxed, and a request reads the clock once.
//!
//! An upgraded connection belongs to its handler, and no limit holds for it. It is waited for when the process ends, but cannot be told:
//! a handler that does not look at `stopping` costs the grace of the drain, and that alone is no failure of it.

mod accept;
mod asked;
mod bind;
mod body;
mod chatter;
mod closed;
mod connection;
mod crowd;
mod door;
#[cfg(unix)]
mod file;
mod introduction;
mod io;
mod listener;
mod peer;
mod protocol;
mod pulse;
mod serve;
mod service;
mod shortage;
mod socket;
#[cfg(test)]
mod tests;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "no_tls.rs"]
mod tls;

#[cfg(test)]
pub(crate) use bind::anywhere;
pub(crate) use bind::bind;
pub(crate) use closed::Closed;
pub(crate) use door::{Guests, Still};
#[cfg(unix)]
pub(crate) use listener::unix_address;
pub(crate) use listener::{Listener, Listeners};
pub use peer::Peer;
pub(crate) use serve::{Limits, Server};
pub(crate) use shortage::Turned;
pub(crate) use tls::Tls;
