//! The trail: how layers and handlers say who acts, and on what.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::follow::Followed;
use super::said::{Said, Text, Value};

/// What the record of this request is to say. An extractor for handlers, and an extension of the request for layers.
///
/// What is said may come late: until the head of the response. A request that is not recorded has an empty trail, and what is said to it
/// is forgotten; so code need not know which requests are recorded. The extractor never fails.
///
/// ```
/// use axum::extract::Request;
/// use axum::middleware::Next;
/// use axum::response::Response;
/// use runa_runtime::audit::Trail;
///
/// async fn authenticate(request: Request, next: Next) -> Response {
///     let trail = Trail::of(request.extensions());
///     trail.set_guard("bearer").set_actor("42").set_actor_name("ann");
///     next.run(request).await
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Trail(pub(super) Option<Arc<Followed>>);

impl Trail {
    /// The trail of the request that has these extensions; an empty one if it is not recorded.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// Whether the request is recorded.
    pub const fn is_recorded(&self) -> bool {
        self.0.is_some()
    }

    /// Who acts, by an id.
    pub fn set_actor(&self, id: impl Into<Text>) -> &Self {
        self.say(|said| said.actor = Some(id.into()))
    }

    /// Who acts, by name.
    pub fn set_actor_name(&self, name: impl Into<Text>) -> &Self {
        self.say(|said| said.actor_name = Some(name.into()))
    }

    /// What has made sure that it is the actor: the name of the guard, such as `bearer` or `session`.
    pub fn set_guard(&self, guard: impl Into<Text>) -> &Self {
        self.say(|said| said.guard = Some(guard.into()))
    }

    /// What is done, such as `order.create`.
    pub fn set_action(&self, action: impl Into<Text>) -> &Self {
        self.say(|said| said.action = Some(action.into()))
    }

    /// To what it is done. `{id}` stands for that parameter of the route.
    pub fn set_resource(&self, resource: impl Into<Text>) -> &Self {
        self.say(|said| said.resource = Some(resource.into()))
    }

    /// Why it did not succeed, in words that may stand in a record. Unset, the record says what its status says.
    pub fn set_error(&self, reason: impl Into<Text>) -> &Self {
        self.say(|said| said.error = Some(reason.into()))
    }

    /// Something more. A value whose name is masked is not written.
    pub fn set_meta(&self, name: impl Into<Text>, value: impl Into<Value>) -> &Self {
        self.say(|said| said.meta(name.into(), value.into()))
    }

    fn say(&self, say: impl FnOnce(&mut Said)) -> &Self {
        if let Some(followed) = &self.0 {
            followed.say(say);
        }
        self
    }
}

impl<S: Sync> FromRequestParts<S> for Trail {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}
