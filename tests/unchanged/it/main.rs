//! A service on axum alone, and the same with runa: what goes over the wire is compared byte by byte, and what a request allocates is
//! counted.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod allocations;
mod bodies;
mod http2;
mod large;
mod layers;
mod limits;
mod process;
mod routes;
mod upgrades;
mod wire;
