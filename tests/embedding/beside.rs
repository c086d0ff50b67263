//! Two apps in one process, each on a runtime of its own.

use std::error::Error;
use std::process::ExitCode;
use std::thread;

use axum::Router;
use axum::routing::get;
use runa::{Launch, Runtime};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::Shop;

runa::manifest!("office.yaml" as Office);

pub(crate) fn main(layers: bool) -> Result<ExitCode, Box<dyn Error>> {
    let office = Runtime::new()?;
    let office = thread::spawn(move || {
        office.block_on(async {
            let ops = Office::start(launch("office", layers)).await?;
            let served = ops.serve(router("office")).await;
            Ok::<_, runa::Error>(ops.end_with(served).await)
        })
    });
    let shop = Runtime::new()?.block_on(async {
        let ops = Shop::start(launch("shop", layers)).await?;
        let served = ops.serve(router("shop")).await;
        Ok::<_, runa::Error>(ops.end_with(served).await)
    });
    let office = office.join().map_err(|_| "the office has panicked")??;
    Ok(if office == ExitCode::SUCCESS { shop? } else { office })
}

/// With no variable of the process, and with a layer that says whom the app hears.
fn launch(app: &'static str, layers: bool) -> Launch {
    let launch = Launch::stage("prod").variables([("RUNA__LOG__FORMAT", "json")]);
    if layers { launch.layers(move |_: &str| Ear(app)) } else { launch }
}

/// Logs from a worker and from a thread that blocks.
fn router(app: &'static str) -> Router {
    let who = async move || {
        tracing::info!(app, "asked");
        tracing::debug!(app, "asked in detail");
        let blocks = tokio::task::spawn_blocking(move || tracing::info!(app, "asked where it blocks"));
        if blocks.await.is_ok() { app } else { "it has panicked" }
    };
    // What tracing lets through at all.
    let level = async || LevelFilter::current().to_string();
    Router::new().route("/who", get(who)).route("/level", get(level))
}

/// What one app hears, by what stands in the field `app`.
struct Ear(&'static str);

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "app" {
                eprintln!("{} hears {value:?}", self.0);
            }
        });
    }
}
