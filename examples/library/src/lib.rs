//! A service whose code is a library: its binary and its tests name the same [`Ops`]. `cargo run --bin library`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::{Layer, Registry, fmt};

runa::manifest!("ops.yaml" as Ops);

const BOOKS: [&str; 3] = ["Middlemarch", "Emma", "Orlando"];

/// All routes.
pub fn router(ops: Ops) -> Router {
    Router::new().route("/", get(index)).route("/books/{number}", get(book)).with_state(ops)
}

async fn index(State(ops): State<Ops>) -> String {
    format!("a library in stage {}\n", ops.stage())
}

async fn book(Path(number): Path<usize>) -> Result<Json<&'static str>, StatusCode> {
    BOOKS.get(number).map(|title| Json(*title)).ok_or_else(|| {
        tracing::warn!(number, "somebody looks for a book that is not here");
        StatusCode::NOT_FOUND
    })
}

/// Where nobody looks at the log all day, what is wrong goes to standard error too.
pub fn layers(stage: &str) -> Option<impl Layer<Registry> + use<>> {
    let layer = || fmt::layer().with_ansi(false).with_writer(std::io::stderr).with_filter(LevelFilter::WARN);
    (stage != "dev").then(layer)
}
