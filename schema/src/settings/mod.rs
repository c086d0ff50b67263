//! The declaration of settings.
//!
//! One declaration says everything about a setting: name, type, default, bounds, whether it can be changed at start, whether it is
//! secret, and its documentation. The parser, the checks, the typed struct, the JSON Schema, the names of overrides and the tables of
//! the docs derive from it; deleting a setting is deleting its lines here.

mod audit;
mod cluster;
mod console;
mod log;
mod observe;
pub mod own_name;
pub mod own_route;
mod queue;
mod runtime;
mod server;
mod store;

pub use audit::{
    AuditCustomSettings, AuditFileSettings, AuditKeepSettings, AuditLogSettings, AuditMethod, AuditMode,
    AuditQueueSettings, AuditRotateSettings, AuditRouteSettings, AuditSettings, MASKED,
};
pub use cluster::ClusterSettings;
pub use console::ConsoleSettings;
pub use log::{AccessSettings, Format, LogSettings};
pub use observe::{Endpoint, ObserveSettings};
pub use queue::{OneQueueSettings, QueueSettings, RetrySettings};
pub use runtime::{Flavor, RuntimeSettings};
pub use server::{DrainSettings, ForwardedHeader, H2Settings, RouteSettings, ServerSettings, TlsSettings};
pub use store::{MemorySettings, RedisSettings};

use crate::resolve::Reader;
use crate::value::{Scalar, Shape};

/// The settings of one provider, or of one group inside them.
#[derive(Debug, PartialEq)]
pub struct Section {
    /// What it is, for documentation.
    pub doc: &'static str,
    /// In the order of the documentation.
    pub settings: &'static [Setting],
    /// Declared for a later version. They stand apart, so that whoever walks over `settings` never meets one by mistake.
    pub later: &'static [Setting],
}

/// One setting.
#[derive(Debug, PartialEq)]
pub struct Setting {
    /// As it is written, and as the field is called.
    pub name: &'static str,
    /// What it does, unit and meaning of its values included.
    pub doc: &'static str,
    /// What stands behind it.
    pub kind: Kind,
    /// What holds when nobody says anything.
    pub default: Default,
    /// Smallest and largest value, in the notation of the shape.
    pub range: Option<(&'static str, &'static str)>,
    /// Whether `RUNA__*` can change it at start. What shapes the graph of providers is fixed.
    pub tunable: bool,
    /// Whether its value is never shown, and never written as a literal outside relaxed stages.
    pub secret: bool,
    /// The variable that messages propose for it; unset, its name is made of section and path.
    pub variable: Option<&'static str>,
    /// The cargo feature that it needs.
    pub feature: Option<&'static str>,
    /// What the user's own names below it are, for [`Kind::Groups`].
    pub keys: Keys,
    /// Whether it is one of [`Section::later`]: written, it is refused with "not in this version"; it stands in no documentation and no
    /// JSON Schema.
    pub later: bool,
}

impl Setting {
    /// What a declaration leaves out.
    pub const BASE: Self = Self {
        name: "",
        doc: "",
        kind: Kind::Scalar(Shape::Bool),
        default: Default::Unset,
        range: None,
        tunable: false,
        secret: false,
        variable: None,
        feature: None,
        keys: Keys::Fields,
        later: false,
    };
}

/// What stands behind a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A value.
    Scalar(Shape),
    /// Settings of its own. With [`Default::Unset`] it is there only if it is written, else always.
    Group(&'static Section),
    /// The same settings under each of the user's own names, which become fields.
    Groups(&'static Section),
}

/// What the user's own names of groups are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Names of fields.
    Fields,
    /// Routes of the service.
    Routes,
}

/// What holds when a setting is not written. Texts are in the notation of its shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// It must be written.
    Required,
    /// Nothing: the field is an `Option`. For a group: it is not there.
    Unset,
    /// This value; for a group, its own defaults.
    Is(&'static str),
    /// One value in relaxed stages, another in production.
    ByStage {
        /// In the stages that `relaxed` names.
        relaxed: &'static str,
        /// In all others.
        production: &'static str,
    },
}

impl Default {
    /// The text that holds in a stage.
    pub const fn text(self, relaxed: bool) -> Option<&'static str> {
        match self {
            Self::Required | Self::Unset => None,
            Self::Is(text) => Some(text),
            Self::ByStage { relaxed: text, .. } if relaxed => Some(text),
            Self::ByStage { production, .. } => Some(production),
        }
    }
}

impl Section {
    /// Whether one of its own settings is a secret.
    pub fn holds_secret(&self) -> bool {
        self.settings.iter().any(|setting| setting.secret)
    }

    /// The declaration of a setting by its path, also of one for a later version; the user's own names may stand in it.
    pub fn find(&self, path: &str) -> Option<&'static Setting> {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let setting = self.settings.iter().chain(self.later).find(|setting| setting.name == name)?;
        match (setting.kind, rest) {
            (_, None) => Some(setting),
            (Kind::Group(inner), Some(rest)) => inner.find(rest),
            (Kind::Groups(inner), Some(rest)) => inner.find(rest.split_once('.')?.1),
            (Kind::Scalar(_), Some(_)) => None,
        }
    }
}

impl Setting {
    /// The variable that messages propose for the setting at `path` of `section`.
    pub fn variable_in(&self, section: &str, path: &str) -> String {
        let made = || format!("{section}_{path}").replace('.', "_").to_uppercase();
        self.variable.map_or_else(made, str::to_owned)
    }
}

/// A struct whose fields are settings.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no settings",
    label = "derive them",
    note = "write `#[derive(runa::Config)]` above `{Self}`"
)]
pub trait Settings: Sized {
    /// Its declaration.
    const SECTION: &'static Section;

    /// Takes the fields out of resolved values. `None` only where the values were not resolved against [`Self::SECTION`].
    fn read(reader: &Reader<'_>) -> Option<Self>;
}

/// A type that the field of a settings struct can have: a scalar, an optional scalar, a group, an optional group.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a setting",
    label = "no type of a setting",
    note = "a setting is a `bool`, a whole number, `String`, `PathBuf`, `Duration`, a type of `runa::config` such as `Size` or `Secret`, an \
            `Option` or a `Vec` of these, or a type with `#[derive(runa::Config)]`"
)]
pub trait Field: Sized {
    /// What stands behind it.
    const KIND: Kind;
    /// What holds where a declaration says nothing.
    const DEFAULT: Default = Default::Required;
    /// Smallest and largest value of the type, where it has less than its shape.
    const RANGE: Option<(&'static str, &'static str)> = None;
    /// Whether it is never shown.
    const SECRET: bool = false;

    /// Takes it out of resolved values.
    fn read(reader: &Reader<'_>, name: &'static str) -> Option<Self>;
}

impl<T: Scalar> Field for T {
    const KIND: Kind = Kind::Scalar(T::SHAPE);
    const RANGE: Option<(&'static str, &'static str)> = T::RANGE;
    const SECRET: bool = T::SECRET;

    fn read(reader: &Reader<'_>, name: &'static str) -> Option<Self> {
        T::take(reader.value(name)?)
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const DEFAULT: Default = Default::Unset;
    const RANGE: Option<(&'static str, &'static str)> = T::RANGE;
    const SECRET: bool = T::SECRET;

    fn read(reader: &Reader<'_>, name: &'static str) -> Option<Self> {
        if reader.has(name) { T::read(reader, name).map(Some) } else { Some(None) }
    }
}

/// A group of settings inside a section. `settings!` makes every struct fit to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<T>(pub T);

impl<T: Settings> Field for Group<T> {
    const KIND: Kind = Kind::Group(T::SECTION);
    const DEFAULT: Default = Default::Is("");

    fn read(reader: &Reader<'_>, name: &'static str) -> Option<Self> {
        T::read(&reader.inside(name)).map(Self)
    }
}

impl<T> std::ops::Deref for Group<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Groups of the same settings under the user's own names, in the order of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups<T>(pub Vec<(String, T)>);

impl<T: Settings> Field for Groups<T> {
    const KIND: Kind = Kind::Groups(T::SECTION);
    const DEFAULT: Default = Default::Is("");

    fn read(reader: &Reader<'_>, name: &'static str) -> Option<Self> {
        let inside = reader.inside(name);
        let read = |name: &str| Some((own_route::of_level(name), T::read(&inside.inside(name))?));
        reader.names(name).into_iter().map(read).collect::<Option<_>>().map(Self)
    }
}

/// Declares a settings struct: each field is a setting, its doc comment is the documentation everywhere.
///
/// What stands in `later` behind the struct is declared and refused: it has no field yet. A group for a later version is declared as
/// `later struct`, and has no type that anybody could hold. To give such a setting its behaviour is to move its lines.
///
/// ```
/// use std::time::Duration;
/// use runa_schema::settings::{Default, settings};
///
/// settings! {
///     /// How the door behaves.
///     pub struct DoorSettings {
///         /// How long it stays open.
///         open: Duration { default: Default::Is("5s"), range: Some(("1s", "1m")), tunable: true },
///         /// What it says.
///         greeting: Option<String> {},
///     }
///     later {
///         /// Whether it locks itself.
///         lock: bool { default: Default::Is("true") },
///     }
/// }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __settings {
    (
        $(#[doc = $doc:literal])+
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident : $ty:ty { $($key:ident : $value:expr),* $(,)? }
            ),* $(,)?
        }
        $(later { $($later:tt)* })?
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name {
            $(
                $(#[doc = $field_doc])+
                pub $field: $ty,
            )*
        }

        impl $crate::settings::Settings for $name {
            const SECTION: &'static $crate::settings::Section = &$crate::settings::Section {
                doc: concat!($($doc, "\n"),+),
                settings: $crate::__settings!(@list false; $(
                    $(#[doc = $field_doc])+
                    $field: $ty { $($key: $value),* }
                ),*),
                later: $crate::__settings!(@list true; $($($later)*)?),
            };

            fn read(reader: &$crate::resolve::Reader<'_>) -> Option<Self> {
                // A group may have no settings.
                let _ = reader;
                Some(Self { $($field: <$ty as $crate::settings::Field>::read(reader, stringify!($field))?),* })
            }
        }
    };
    (
        $(#[doc = $doc:literal])+
        later struct $name:ident { $($later:tt)* }
    ) => {
        // No value of it can be made: this version only declares it.
        $(#[doc = $doc])+
        enum $name {}

        impl $crate::settings::Settings for $name {
            const SECTION: &'static $crate::settings::Section = &$crate::settings::Section {
                doc: concat!($($doc, "\n"),+),
                settings: &[],
                later: $crate::__settings!(@list true; $($later)*),
            };

            fn read(_: &$crate::resolve::Reader<'_>) -> Option<Self> {
                None
            }
        }
    };
    (
        @list $is_later:literal;
        $(
            $(#[doc = $doc:literal])+
            $field:ident : $ty:ty { $($key:ident : $value:expr),* $(,)? }
        ),* $(,)?
    ) => {
        &[$(
            $crate::settings::Setting {
                name: stringify!($field),
                doc: concat!($($doc, "\n"),+),
                kind: <$ty as $crate::settings::Field>::KIND,
                $($key: $value,)*
                later: $is_later,
                ..$crate::settings::Setting::BASE
            },
        )*]
    };
}

pub use crate::__settings as settings;

/// Declares an enum whose variants are the words of a setting. Words in `later` behind it are declared and refused; a `later enum` is one
/// whose setting is. Neither has a variant yet.
#[macro_export]
#[doc(hidden)]
macro_rules! __choice {
    (
        $(#[doc = $doc:literal])+
        $vis:vis enum $name:ident {
            $($(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal),+ $(,)?
        }
        $(later { $($(#[doc = $later_doc:literal])+ $later:literal),+ $(,)? })?
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $vis enum $name {
            $($(#[doc = $variant_doc])+ $variant,)+
        }

        impl $crate::value::Scalar for $name {
            const SHAPE: $crate::value::Shape = $crate::value::Shape::Choice(&[
                $($crate::value::Word { name: $word, doc: concat!($($variant_doc, "\n"),+), later: false },)+
                $($($crate::value::Word { name: $later, doc: concat!($($later_doc, "\n"),+), later: true },)+)?
            ]);

            fn take(value: &$crate::value::Value) -> Option<Self> {
                match value {
                    $crate::value::Value::Text(text) => match text.as_ref() {
                        $($word => Some(Self::$variant),)+
                        _ => None,
                    },
                    _ => None,
                }
            }
        }
    };
    (
        $(#[doc = $doc:literal])+
        later enum $name:ident {
            $($(#[doc = $word_doc:literal])+ $variant:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        enum $name {}

        impl $crate::value::Scalar for $name {
            const SHAPE: $crate::value::Shape = $crate::value::Shape::Choice(&[
                $($crate::value::Word { name: $word, doc: concat!($($word_doc, "\n"),+), later: false },)+
            ]);

            fn take(_: &$crate::value::Value) -> Option<Self> {
                None
            }
        }
    };
}

pub use crate::__choice as choice;
