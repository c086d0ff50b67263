use std::time::Duration;

use runa::config::{Groups, Secret, Size};

#[derive(runa::Config)]
struct BillingConfig {
    currency: Currency,
    retries: Option<u8>,
    #[config(default = "5s")]
    timeout: Duration,
    #[config(default = "1MiB")]
    size: Size,
    key: Option<Secret>,
    old_key: Option<Secret>,
    limits: Limits,
    rooms: Groups<Room>,
}

#[derive(runa::Config)]
struct Limits {
    #[config(range = 1..=1000)]
    amount: u64,
    hosts: Option<Vec<String>>,
    #[config(default = "1m")]
    window: Duration,
}

#[derive(runa::Config)]
struct Room {
    seats: u32,
}

#[derive(runa::Config)]
enum Currency {
    Eur,
    Usd,
}

struct Billing;

impl runa::Provider for Billing {
    type Config = BillingConfig;
    type Needs = ();
    type Handle = ();

    async fn install(_: BillingConfig, _: runa::Handles<Self>, _: &mut runa::Installer<'_>) -> runa::Result<()> {
        Ok(())
    }
}

#[runa::app(manifest = "many-mistakes-in-its-settings.yaml")]
async fn main(_: Ops) {}
