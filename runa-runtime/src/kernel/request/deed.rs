//! What a route of a provider says of a request, to whoever follows it: without knowing who that is, or whether there is anybody.

#![cfg_attr(not(feature = "console"), allow(dead_code, reason = "nobody else has routes that say something"))]

use std::sync::Arc;

use http::Extensions;

use super::Watch;

/// Left by the gate in requests that are followed on their way to a provider's route.
#[derive(Clone, Debug)]
pub(super) struct Following(pub(super) Arc<dyn Watch>);

/// Something that is asked for and may be refused.
#[derive(Debug)]
pub(crate) struct Deed(Option<Following>);

impl Deed {
    /// `action` is asked for by the request that has these extensions.
    pub(crate) fn of(extensions: &Extensions, action: &'static str) -> Self {
        let following = extensions.get::<Following>().cloned();
        if let Some(Following(watch)) = &following {
            watch.asked(action);
        }
        Self(following)
    }

    /// It is refused. Gives back why, in words that may stand in a record.
    pub(crate) fn refused(&self, why: &'static str) -> &'static str {
        if let Some(Following(watch)) = &self.0 {
            watch.refused(why);
        }
        why
    }
}
