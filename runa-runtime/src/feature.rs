//! Cargo features as generated code asks for them.
//!
//! For each provider, and for `redis`, `redis-tls` and `tls`, one hidden macro: with the feature on, `need_log! { "…" }` is nothing and
//! `need_log! { { … } }` its content; with the feature off, the first is that error and the second nothing. It stands here, and not in
//! the macro crate, because features of a macro crate unify with those of build dependencies. A provider that is off still has a type, so that the error is the only one.

/// Declares what one provider's feature means for generated code. `$` is handed in, because a macro cannot write it for another.
#[rustfmt::skip] // It would indent the inner macros further each time.
macro_rules! feature {
    ($dollar:tt $feature:literal $need:ident) => {
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $need {
            ($dollar message:literal) => {};
            ({ $dollar($dollar content:tt)* }) => { $dollar($dollar content)* };
        }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $need {
            ($dollar message:literal) => { ::core::compile_error! { $dollar message } };
            ({ $dollar($dollar content:tt)* }) => {};
        }
    };
}

feature!($ "log" need_log);
feature!($ "observe" need_observe);
feature!($ "queue" need_queue);
feature!($ "audit" need_audit);
feature!($ "cluster" need_cluster);
feature!($ "console" need_console);
feature!($ "redis" need_redis);
feature!($ "redis-tls" need_redis_tls);
feature!($ "tls" need_tls);

/// Its content: nothing, if this crate is not found.
#[doc(hidden)]
#[macro_export]
macro_rules! visible {
    ($($content:tt)*) => { $($content)* };
}

/// The type of a provider whose feature is off. There is no value of it.
#[cfg(not(all(
    feature = "log",
    feature = "observe",
    feature = "queue",
    feature = "audit",
    feature = "cluster",
    feature = "console"
)))]
macro_rules! absent {
    ($feature:literal $handle:ident $settings:ident $needs:ty) => {
        /// Switched off.
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug)]
        pub enum $handle {}

        #[allow(
            unused_qualifications,
            reason = "a need stands in this file while its own feature is off, else elsewhere"
        )]
        impl $crate::kernel::Provider for $handle {
            const NAME: Option<&'static str> = Some($feature);
            type Config = runa_schema::settings::$settings;
            type Needs = $needs;
            type Handle = Self;

            async fn install(
                _: Self::Config,
                _: Self::Needs,
                _: &mut $crate::kernel::Installer<'_>,
            ) -> $crate::kernel::Result<Self> {
                Err($crate::kernel::Error::configuration(concat!("the feature `", $feature, "` of runa is off")))
            }
        }
    };
}

#[cfg(not(feature = "log"))]
absent!("log" Log LogSettings ());
#[cfg(not(feature = "observe"))]
absent!("observe" Observe ObserveSettings ());
#[cfg(not(feature = "queue"))]
absent!("queue" Queues QueueSettings ());
#[cfg(not(feature = "audit"))]
absent!("audit" Audit AuditSettings (Option<crate::Queues>,));
#[cfg(not(feature = "cluster"))]
absent!("cluster" Cluster ClusterSettings ());
#[cfg(not(feature = "console"))]
absent!("console" Console ConsoleSettings (crate::Observe,));

/// One queue, switched off.
#[cfg(not(feature = "queue"))]
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Queue {}

#[cfg(not(feature = "queue"))]
impl Queues {
    #[doc(hidden)]
    pub fn named(&self, _: &str) -> crate::kernel::Result<Queue> {
        match *self {}
    }
}
