//! Orders, kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use runa::Queue;
use serde::{Deserialize, Serialize};

use crate::mail::Confirmation;

/// The latest orders. Older ones are forgotten, so that a load test does not fill the memory.
#[derive(Clone)]
pub(crate) struct Store {
    orders: Arc<Mutex<Orders>>,
    emails: Option<Queue>,
}

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

impl Store {
    /// An empty one, which confirms orders by e-mail if there is a queue for that.
    pub(crate) fn new(emails: Option<Queue>) -> Self {
        Self { orders: Arc::default(), emails }
    }

    fn lock(&self) -> MutexGuard<'_, Orders> {
        // A handler that panicked while it held the lock left whole orders behind: the map is fit for use.
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, new: NewOrder) -> Order {
        let mut orders = self.lock();
        orders.last += 1;
        let order = Order { id: orders.last, item: new.item, quantity: new.quantity };
        orders.by_id.insert(order.id, order.clone());
        if let Some(oldest) = order.id.checked_sub(KEPT) {
            orders.by_id.remove(&oldest);
        }
        order
    }
}

/// 201 once the order is kept and its confirmation will be sent; 503 if that cannot be promised: the order is dropped, though a push whose answer was lost may still run.
pub(crate) async fn create(
    State(store): State<Store>,
    Json(new): Json<NewOrder>,
) -> Result<(StatusCode, Json<Order>), StatusCode> {
    let order = store.add(new);
    if let Some(emails) = &store.emails {
        let confirmation = Confirmation { order: order.id, item: order.item.clone() };
        if let Err(error) = emails.push(&confirmation).await {
            tracing::warn!(order = order.id, "not taken: {error}");
            store.lock().by_id.remove(&order.id);
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    Ok((StatusCode::CREATED, Json(order)))
}

pub(crate) async fn show(State(store): State<Store>, Path(id): Path<u64>) -> Result<Json<Order>, StatusCode> {
    store.lock().by_id.get(&id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}
