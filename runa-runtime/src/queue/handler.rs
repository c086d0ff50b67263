//! What runs a job: the service's own function, without its types.

use std::any::type_name;
use std::error::Error;
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::driver::Delivery;
use super::job::Job;
use crate::kernel::catch;

/// Whatever a handler returns as its error: anything that `?` turns into a boxed error, a text included.
pub(super) type Boxed = Box<dyn Error + Send + Sync>;

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ran {
    Well,
    /// It failed, for this reason. Another attempt may do better.
    Failed(String),
    /// It cannot be read, and never will be.
    Unreadable(String),
}

/// The service's function.
pub(super) type Handler = Arc<dyn Fn(Delivery) -> Pin<Box<dyn Future<Output = Ran> + Send>> + Send + Sync>;

pub(super) fn erase<T, F, Fut, E>(handler: F) -> Handler
where
    T: DeserializeOwned + Send + 'static,
    F: Fn(Job<T>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<Boxed>,
{
    let handler = Arc::new(handler);
    Arc::new(move |delivery| {
        let handler = Arc::clone(&handler);
        Box::pin(async move {
            let payload: T = match serde_json::from_slice(&delivery.payload) {
                Ok(payload) => payload,
                Err(error) => return Ran::Unreadable(format!("it is no `{}`: {error}", short(type_name::<T>()))),
            };
            // Calling the function may panic, too, not only its future.
            let run = async { handler(Job::new(payload, &delivery)).await.map_err(|error| chain(&*error.into())) };
            match catch(run).await {
                Ok(Ok(())) => Ran::Well,
                Ok(Err(reason)) => Ran::Failed(reason),
                Err(panic) => Ran::Failed(format!("its handler panicked: {panic}")),
            }
        })
    })
}

/// An error and what caused it, in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

/// A type without the path of its module; of one with parameters all is shown.
fn short(name: &str) -> &str {
    if name.contains('<') { name } else { name.rsplit("::").next().unwrap_or(name) }
}
