//! What is made for providers of the user's own has nothing that a strict crate denies.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::allow_attributes, clippy::absolute_paths)]
#![forbid(unsafe_code)]

use std::time::Duration;

use runa::config::{Groups, Named, Secret, Size};
use runa::{Cluster, Config, Handles, Installer, Log, Provider, Result};

#[derive(Debug, Config)]
struct LedgerConfig {
    /// Rooms.
    rooms: Groups<Room>,
    /// Size.
    #[config(default(relaxed = "1MiB", production = "1GiB"), range = "1B"..="1GiB", tunable)]
    size: Size,
    r#type: Option<i8>,
}

#[derive(Debug, Config)]
struct Room {
    /// Seats.
    seats: u16,
}

#[derive(Debug, Config)]
struct BillingConfig {
    mode: Mode,
    key: Option<Secret>,
    #[config(default = ["a", "b"])]
    hosts: Vec<String>,
    #[config(default = -3, range = -5..=5, name = "offset")]
    moved: i32,
    labels: Option<Named<Duration>>,
}

/// How it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Config)]
enum Mode {
    /// All or nothing.
    Strict,
    BestEffort,
    #[config(name = "no")]
    Off,
}

#[derive(Debug, Config)]
struct Nothing {}

/// No `Debug` is asked of a handle.
#[derive(Clone)]
struct Till(u64);

struct Ledger;
struct Billing;
struct Fake;
struct Quiet;

impl Provider for Ledger {
    type Config = LedgerConfig;
    type Needs = ();
    type Handle = ();

    async fn install(config: LedgerConfig, (): (), _: &mut Installer<'_>) -> Result<()> {
        let seats: u16 = config.rooms.0.iter().map(|(_, room)| room.seats).sum();
        let _ = (seats, config.size, config.r#type);
        Ok(())
    }
}

impl Provider for Quiet {
    type Config = Nothing;
    type Needs = (Log,);
    type Handle = ();

    async fn install(_: Nothing, _: Handles<Self>, _: &mut Installer<'_>) -> Result<()> {
        Ok(())
    }
}

impl Provider for Billing {
    type Config = BillingConfig;
    type Needs = (Ledger, Option<Quiet>, Option<Fake>, Log, Option<Cluster>);
    type Handle = Till;

    async fn install(config: BillingConfig, needs: Handles<Self>, _: &mut Installer<'_>) -> Result<Till> {
        let ((), quiet, fake, _, cluster) = needs;
        let (_, _): (Option<()>, Option<Till>) = (quiet, fake);
        let known = matches!(config.mode, Mode::Strict | Mode::BestEffort | Mode::Off);
        let kept = (config.key, config.hosts, config.moved, config.labels, cluster.is_some(), known);
        let _ = kept;
        Ok(Till(1))
    }
}

impl Provider for Fake {
    type Config = Nothing;
    type Needs = (Ledger,);
    type Handle = Till;

    async fn install(_: Nothing, ((),): ((),), _: &mut Installer<'_>) -> Result<Till> {
        Ok(Till(0))
    }
}

#[runa::app(manifest = "own-provider.yaml")]
async fn main(ops: Ops) {
    let Till(count) = ops.billing;
    let () = ops.ledger;
    let _: (u64, Option<()>) = (count, ops.start);
}
