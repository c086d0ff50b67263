//! The routes of `examples/orders`, compiled as they stand here into `bare` and into `rival`: what differs between the
//! two is only what stands round them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// How many orders are kept. Bounded, so that memory after a million requests says something about the stack.
const KEPT: usize = 1024;

#[derive(Clone, Default)]
struct Orders(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    last: u64,
    kept: VecDeque<Order>,
}

#[derive(Deserialize)]
struct NewOrder {
    item: String,
    quantity: u32,
    /// Sent so that an audit has something to mask.
    #[serde(rename = "password")]
    _password: Option<String>,
}

#[derive(Clone, Serialize)]
struct Order {
    id: u64,
    item: String,
    quantity: u32,
}

#[derive(Deserialize)]
struct Slow {
    ms: u64,
}

/// The service without any operations.
pub fn routes() -> Router {
    Router::new()
        .route("/hello", get(hello))
        .route("/orders", post(create))
        .route("/orders/{id}", get(find))
        .route("/slow", get(slow))
        .route("/panic", get(panics))
        .with_state(Orders::default())
}

async fn hello() -> &'static str {
    "hello"
}

async fn create(State(orders): State<Orders>, Json(new): Json<NewOrder>) -> (StatusCode, Json<Order>) {
    let mut book = orders.0.lock().unwrap_or_else(PoisonError::into_inner);
    book.last += 1;
    let order = Order { id: book.last, item: new.item, quantity: new.quantity };
    if book.kept.len() == KEPT {
        book.kept.pop_front();
    }
    book.kept.push_back(order.clone());
    (StatusCode::CREATED, Json(order))
}

async fn find(State(orders): State<Orders>, Path(id): Path<u64>) -> Result<Json<Order>, StatusCode> {
    let book = orders.0.lock().unwrap_or_else(PoisonError::into_inner);
    book.kept.iter().find(|order| order.id == id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn slow(Query(slow): Query<Slow>) -> &'static str {
    tokio::time::sleep(Duration::from_millis(slow.ms)).await;
    "slow"
}

async fn panics() -> &'static str {
    panic!("asked for")
}
