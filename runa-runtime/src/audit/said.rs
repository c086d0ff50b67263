//! What a service says of a record: who, which action, on what.

use std::borrow::Cow;

/// Text of a record: cheap where it is a literal.
pub(super) type Text = Cow<'static, str>;

/// A value among the `meta` of a record: text, a number, or yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(pub(super) Kind);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Text(Text),
    Whole(i64),
    Natural(u64),
    Float(f64),
    Bool(bool),
}

macro_rules! values {
    ($($from:ty => $kind:ident($value:ident) $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self(Kind::$kind($make))
            }
        }
    )*};
}

values! {
    &'static str => Text(value) Cow::Borrowed(value);
    String => Text(value) Cow::Owned(value);
    Cow<'static, str> => Text(value) value;
    bool => Bool(value) value;
    i32 => Whole(value) value.into();
    i64 => Whole(value) value;
    u16 => Natural(value) value.into();
    u32 => Natural(value) value.into();
    u64 => Natural(value) value;
    f64 => Float(value) value;
}

/// What may be said of one record. All of it may come late.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) actor: Option<Text>,
    pub(super) actor_name: Option<Text>,
    pub(super) guard: Option<Text>,
    pub(super) action: Option<Text>,
    pub(super) resource: Option<Text>,
    pub(super) error: Option<Text>,
    pub(super) meta: Vec<(Text, Value)>,
}

impl Said {
    /// Says a value of `meta`, in place of an earlier one of that name.
    pub(super) fn meta(&mut self, name: Text, value: Value) {
        match self.meta.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.meta.push((name, value)),
        }
    }
}
