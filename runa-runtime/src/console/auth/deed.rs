//! What the record of a request says of it, in a stage that lists `audit`. Never what was sent.

/// Something that is asked for and may be refused.
pub(super) struct Deed(#[cfg(feature = "audit")] crate::audit::Trail);

impl Deed {
    /// `action` is asked for by the request that has these extensions.
    #[cfg_attr(not(feature = "audit"), allow(clippy::missing_const_for_fn, reason = "it is not with audit"))]
    pub(super) fn of(extensions: &http::Extensions, action: &'static str) -> Self {
        #[cfg(feature = "audit")]
        {
            let trail = crate::audit::Trail::of(extensions);
            trail.set_action(action).set_guard("console");
            Self(trail)
        }
        #[cfg(not(feature = "audit"))]
        {
            let _ = (extensions, action);
            Self()
        }
    }

    /// It is refused. Gives back why.
    #[cfg_attr(
        not(feature = "audit"),
        allow(clippy::missing_const_for_fn, clippy::unused_self, reason = "they are with audit")
    )]
    pub(super) fn refused(&self, why: &'static str) -> &'static str {
        #[cfg(feature = "audit")]
        self.0.set_error(why);
        why
    }
}
