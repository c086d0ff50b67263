//! What `use:` names, whether it is a provider or not.
//!
//! Were the type used as it is, each place of the expansion that uses it would be an error of its own if it is no provider. So a stand-in takes
//! its place, and the checks say once what is wrong, with the line of the manifest.

use std::convert::Infallible;
use std::marker::PhantomData;

use runa_schema::settings::settings;

use super::{Installer, Provider, Result};

/// Asks whether `T` is a provider: [`IS_PROVIDER`](Self::IS_PROVIDER) is this type's own only if it is, else that of [`Not`].
#[derive(Debug)]
pub struct Asked<T>(PhantomData<T>);

impl<T: Provider> Asked<T> {
    /// It is one.
    pub const IS_PROVIDER: bool = true;
}

/// The answer for every other type.
pub trait Not {
    /// It is none.
    const IS_PROVIDER: bool = false;
}

impl<T> Not for Asked<T> {}

/// The type that the expansion uses.
pub trait Choose<const IS_PROVIDER: bool> {
    /// The type itself, or its stand-in.
    type Chosen: Provider;
}

impl<T: Provider> Choose<true> for T {
    type Chosen = T;
}

impl<T: 'static> Choose<false> for T {
    type Chosen = StandIn;
}

/// Stands for a type that is no provider. It is never installed: such a program does not compile.
#[derive(Debug)]
pub struct StandIn;

settings! {
    /// No settings.
    pub struct StandInSettings {}
}

impl Provider for StandIn {
    const IS_PROVIDER: bool = false;
    type Config = StandInSettings;
    type Needs = ();
    type Handle = Infallible;

    async fn install(_: StandInSettings, (): (), _: &mut Installer<'_>) -> Result<Infallible> {
        Err(super::Error::configuration("what `use` names is no provider"))
    }
}

/// The type that the expansion uses for one that `use:` names.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __chosen {
    ($name:ty) => {
        <$name as $crate::kernel::chosen::Choose<
            {
                use $crate::kernel::chosen::Not as _;
                <$crate::kernel::chosen::Asked<$name>>::IS_PROVIDER
            },
        >>::Chosen
    };
}

/// The same, simple enough for an editor to see the fields of the handle.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __chosen {
    ($name:ty) => {
        $name
    };
}
