//! Orders, kept in memory: what `examples/orders` does with one, without what it adds for the sake of showing more of runa.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// The latest orders. Older ones are forgotten, so that a load test does not fill the memory.
#[derive(Clone, Default)]
pub(crate) struct Store(Arc<Mutex<Orders>>);

#[derive(Default)]
struct Orders {
    last: u64,
    by_id: HashMap<u64, Order>,
}

const KEPT: u64 = 10_000;

/// What a client asks for. The password is there to show that no log line ever holds it.
#[derive(Deserialize)]
pub(crate) struct NewOrder {
    item: String,
    quantity: u32,
    #[serde(rename = "password")]
    _password: String,
}

/// What is kept of it.
#[derive(Clone, Serialize)]
pub(crate) struct Order {
    id: u64,
    item: String,
    quantity: u32,
}

pub(crate) async fn create(State(store): State<Store>, Json(new): Json<NewOrder>) -> (StatusCode, Json<Order>) {
    // A handler that panicked while it held the lock left whole orders behind: the map is fit for use.
    let mut orders = store.0.lock().unwrap_or_else(PoisonError::into_inner);
    orders.last += 1;
    let order = Order { id: orders.last, item: new.item, quantity: new.quantity };
    orders.by_id.insert(order.id, order.clone());
    if let Some(oldest) = order.id.checked_sub(KEPT) {
        orders.by_id.remove(&oldest);
    }
    (StatusCode::CREATED, Json(order))
}

pub(crate) async fn show(State(store): State<Store>, Path(id): Path<u64>) -> Result<Json<Order>, StatusCode> {
    let orders = store.0.lock().unwrap_or_else(PoisonError::into_inner);
    orders.by_id.get(&id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}
