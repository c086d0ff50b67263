//! Whom a provider needs: types in, handles out.
//!
//! `type Needs = (Log, Option<Cluster>)` names providers. At the place where a stage installs it, the macro writes a type that knows who
//! stands above: [`Above`] for providers of runa, [`Has`] for each of the user's own. What the macro cannot see, the tuple behind
//! `Needs`, is taken apart here.

use std::any::{Any, TypeId};

pub use runa_schema::own::Need as Needed;

use super::Provider;
use crate::{Audit, Cluster, Console, Log, Observe, Queues};

/// One provider that is needed: `P`, or `Option<P>` where it may be missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no provider that can be needed",
    note = "`type Needs` is a tuple of types that implement `Provider`, such as `(Log, Option<Cluster>)`"
)]
pub trait Need {
    /// What is handed over.
    type Handle: Send;
    /// Who it is, and whether it may be missing.
    const NEEDED: Needed;
}

impl<P: Provider> Need for P {
    type Handle = P::Handle;
    const NEEDED: Needed = Needed { name: P::NAME, optional: false };
}

impl<P: Provider> Need for Option<P> {
    type Handle = Option<P::Handle>;
    const NEEDED: Needed = Needed { name: P::NAME, optional: true };
}

/// Providers that are needed, as a tuple of up to eight: `()`, `(Log,)`, `(Log, Option<Cluster>)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of providers",
    note = "`type Needs` is a tuple of up to eight providers: `()`, `(Log,)`, `(Log, Option<Cluster>)`"
)]
pub trait Needs {
    /// Their handles, as a tuple.
    type Handles: Send;
    /// Who they are.
    const NEEDED: &'static [Needed];
}

/// Needs that can be met by whoever stands above.
pub trait MetBy<A>: Needs {
    /// Their handles. The error is the name of one that is missing, which the checks of a manifest rule out.
    fn handles(above: &A) -> Result<Self::Handles, &'static str>;
}

/// One need that can be met by whoever stands above.
pub trait OneMetBy<A>: Need {
    /// Its handle.
    fn handle(above: &A) -> Result<Self::Handle, &'static str>;
}

/// That a provider stands above the one that is installed.
#[diagnostic::on_unimplemented(
    message = "`{P}` is not listed above the provider that needs it",
    label = "in this manifest: `{Self}` has what stands above it",
    note = "list `{P}` above it in the manifest, or let `type Needs` say `Option<{P}>`"
)]
pub trait Has<P: Provider> {
    /// Its handle.
    fn handle(&self) -> Option<P::Handle>;
}

/// Who stands above a provider that is installed.
pub trait Above {
    /// The providers of runa.
    fn standing(&self) -> &Standing;
    /// A provider of the user's own, if it stands there.
    fn find<P: Provider>(&self) -> Option<P::Handle>;
}

/// The handles of runa's own providers that stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Of `log`.
    pub log: Option<Log>,
    /// Of `observe`.
    pub observe: Option<Observe>,
    /// Of `queue`.
    pub queue: Option<Queues>,
    /// Of `audit`.
    pub audit: Option<Audit>,
    /// Of `cluster`.
    pub cluster: Option<Cluster>,
    /// Of `console`.
    pub console: Option<Console>,
}

impl Standing {
    fn find<P: Provider>(&self) -> Option<P::Handle> {
        pick::<P, Log>(self.log.as_ref())
            .or_else(|| pick::<P, Observe>(self.observe.as_ref()))
            .or_else(|| pick::<P, Queues>(self.queue.as_ref()))
            .or_else(|| pick::<P, Audit>(self.audit.as_ref()))
            .or_else(|| pick::<P, Cluster>(self.cluster.as_ref()))
            .or_else(|| pick::<P, Console>(self.console.as_ref()))
    }
}

/// The handle of `Q`, if that is `P`.
pub fn pick<P: Provider, Q: Provider>(handle: Option<&Q::Handle>) -> Option<P::Handle> {
    let handle = handle.filter(|_| TypeId::of::<P>() == TypeId::of::<Q>())?;
    (handle as &dyn Any).downcast_ref::<P::Handle>().cloned()
}

macro_rules! standing {
    ($($provider:ty: $field:ident),* $(,)?) => {
        $(impl<A: Above> Has<$provider> for A {
            fn handle(&self) -> Option<<$provider as Provider>::Handle> {
                self.standing().$field.clone()
            }
        })*
    };
}

// Listed or not: that they are is seen to by name, with a message that knows the line.
standing!(Log: log, Observe: observe, Queues: queue, Audit: audit, Cluster: cluster, Console: console);

impl<A: Has<P>, P: Provider> OneMetBy<A> for P {
    fn handle(above: &A) -> Result<P::Handle, &'static str> {
        above.handle().ok_or(P::NAME.unwrap_or("another provider"))
    }
}

impl<A: Above, P: Provider> OneMetBy<A> for Option<P> {
    fn handle(above: &A) -> Result<Option<P::Handle>, &'static str> {
        Ok(above.standing().find::<P>().or_else(|| above.find::<P>()))
    }
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Need),*> Needs for ($($name,)*) {
            type Handles = ($($name::Handle,)*);
            const NEEDED: &'static [Needed] = &[$($name::NEEDED),*];
        }

        impl<Z, $($name: OneMetBy<Z>),*> MetBy<Z> for ($($name,)*) {
            fn handles(above: &Z) -> Result<Self::Handles, &'static str> {
                let _ = above;
                Ok(($($name::handle(above)?,)*))
            }
        }
    };
}

tuple!();
tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);

/// That a provider has one type of handle in all stages, whichever `use` each has.
#[diagnostic::on_unimplemented(
    message = "a provider has the handle `{Self}` in one stage and `{Field}` in another",
    label = "in this manifest, two stages give one name to providers with different handles",
    note = "a provider is one field of the generated struct: let both have one `type Handle`, or give them different names"
)]
pub trait SameHandle<Field> {
    /// Itself.
    fn same(self) -> Field;
}

impl<T> SameHandle<T> for T {
    fn same(self) -> T {
        self
    }
}

/// A handle as its field wants it.
pub fn same_handle<Field, H: SameHandle<Field>>(handle: H) -> Field {
    handle.same()
}
