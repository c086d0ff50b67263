//! What tests hear of tracing.

use std::fmt;
use std::sync::LazyLock;

use tracing::dispatcher::DefaultGuard;
use tracing::field::Field;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// Sets `dispatch` on this thread, until the guard is dropped.
///
/// While tracing knows a single dispatch, a thread that meets an event for the first time asks only its own default whether anybody wants
/// it, and remembers the answer for all threads: a test beside this one could switch its events off. So there are always two more.
pub(crate) fn heard(dispatch: &Dispatch) -> DefaultGuard {
    static OTHERS: LazyLock<[Dispatch; 2]> = LazyLock::new(|| [(); 2].map(|()| Dispatch::new(NoSubscriber::default())));
    LazyLock::force(&OTHERS);
    tracing::dispatcher::set_default(dispatch)
}

/// Gives `hears` every event of `target` that happens on this thread, until the guard is dropped.
pub(crate) fn hear(target: &'static str, hears: impl Fn(&Said) + Send + Sync + 'static) -> DefaultGuard {
    heard(&Dispatch::new(Ear { target, hears }))
}

/// What an event says.
#[derive(Debug)]
pub(crate) struct Said {
    level: Level,
    fields: Vec<(&'static str, String)>,
}

impl Said {
    /// `WARN it rains`.
    pub(crate) fn message(&self) -> String {
        let message = self.fields.iter().find(|(name, _)| *name == "message");
        format!("{}{}", self.level, message.map(|(_, text)| format!(" {text}")).unwrap_or_default())
    }
}

/// `WARN message=it rains town=Bath`.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.level)?;
        self.fields.iter().try_for_each(|(name, text)| write!(f, " {name}={text}"))
    }
}

struct Ear<F> {
    target: &'static str,
    hears: F,
}

impl<F: Fn(&Said) + Send + Sync + 'static> Subscriber for Ear<F> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == self.target
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Vec::new();
        event.record(&mut |field: &Field, value: &dyn fmt::Debug| fields.push((field.name(), format!("{value:?}"))));
        (self.hears)(&Said { level: *event.metadata().level(), fields });
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
