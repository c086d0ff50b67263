//! The input of a request, as it streams past.
//!
//! Promises: a body is never held as a whole if it is longer than what is kept; and what is not masked field by field is not written at
//! all, only its type, its length, and with a key its keyed hash.

use bytes::{Bytes, BytesMut};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, header};
use sha2::Sha256;

use super::fields::Fields;
use super::mask::{self, Names, Scratch};
use crate::kernel::text::Escape;

/// HMAC-SHA256 with its key in it.
pub(super) type Keyed = Hmac<Sha256>;

/// A hash with this key.
pub(super) fn keyed(key: &str) -> Option<Keyed> {
    // HMAC takes keys of any length.
    Keyed::new_from_slice(key.as_bytes()).ok()
}

/// What is done with input.
#[derive(Debug)]
pub(super) struct Policy {
    /// Whether it is recorded.
    pub(super) captures: bool,
    /// Longest body that is kept.
    pub(super) most: usize,
    /// Stands for what is not written.
    pub(super) key: Option<Keyed>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    Json,
    Form,
    Opaque,
}

/// The body of one request.
#[derive(Debug)]
pub(super) struct Intake {
    kept: Kept,
    /// Bytes that have passed.
    pub(super) length: u64,
    /// All have passed.
    pub(super) whole: bool,
    /// More have passed than are kept.
    over: bool,
    hash: Option<Keyed>,
}

/// Most bodies come in one piece, which is kept as it is.
enum Kept {
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

/// The length alone: a body may hold secrets, and nothing is masked yet.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.bytes().len())
    }
}

impl Kept {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Nothing => &[],
            Self::One(bytes) => bytes,
            Self::Many(bytes) => bytes,
        }
    }

    fn push(&mut self, data: &Bytes) {
        match self {
            Self::Nothing => *self = Self::One(data.clone()),
            Self::One(first) => {
                let mut all = BytesMut::with_capacity(first.len() + data.len());
                all.extend_from_slice(first);
                all.extend_from_slice(data);
                *self = Self::Many(all);
            }
            Self::Many(all) => all.extend_from_slice(data),
        }
    }
}

impl Intake {
    pub(super) const fn new() -> Self {
        Self { kept: Kept::Nothing, length: 0, whole: false, over: false, hash: None }
    }

    /// A part of the body passes.
    pub(super) fn arrives(&mut self, data: &Bytes, policy: &Policy) {
        self.length += data.len() as u64;
        if !policy.captures || data.is_empty() {
            return;
        }
        if !self.over && self.length > policy.most as u64 {
            self.over = true;
            self.hash.clone_from(&policy.key);
            if let Some(hash) = &mut self.hash {
                hash.update(self.kept.bytes());
            }
            self.kept = Kept::Nothing;
        }
        if !self.over {
            self.kept.push(data);
        } else if let Some(hash) = &mut self.hash {
            hash.update(data);
        }
    }
}

/// What the head of a request says of its body.
#[derive(Debug)]
pub(super) struct Content {
    kind: Option<HeaderValue>,
    /// It is compressed, so nobody but its handler knows what is in it.
    coded: bool,
    /// Its length, if it is known from the start.
    declared: Option<u64>,
}

impl Content {
    pub(super) fn of(headers: &HeaderMap, declared: Option<u64>) -> Self {
        let coded = headers.get_all(header::CONTENT_ENCODING).iter();
        Self {
            kind: headers.get(header::CONTENT_TYPE).cloned(),
            coded: coded.into_iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")),
            declared,
        }
    }

    /// The type without its parameters.
    fn essence(&self) -> Option<&[u8]> {
        let kind = self.kind.as_ref()?.as_bytes();
        kind.split(|byte| *byte == b';').next().map(<[u8]>::trim_ascii)
    }

    fn media(&self) -> Media {
        let Some(essence) = self.essence().filter(|_| !self.coded) else { return Media::Opaque };
        let ends = |suffix: &[u8]| {
            essence.len().checked_sub(suffix.len()).is_some_and(|at| essence[at..].eq_ignore_ascii_case(suffix))
        };
        if essence.eq_ignore_ascii_case(b"application/json")
            || essence.eq_ignore_ascii_case(b"text/json")
            || ends(b"+json")
        {
            Media::Json
        } else if essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            Media::Form
        } else {
            Media::Opaque
        }
    }
}

/// Writes the field `input`, if there was any.
pub(super) fn write(
    (query, content, intake): (Option<&str>, &Content, &Intake),
    policy: &Policy,
    names: &Names,
    scratch: &mut Scratch,
    fields: &mut Fields<'_>,
) {
    let query = query.filter(|query| !query.is_empty());
    // A body of which neither a byte nor a word has come is none.
    let body = intake.length > 0 || (!intake.whole && content.declared != Some(0));
    if query.is_none() && !body {
        return;
    }
    fields.raw(b",\"input\":{");
    if let Some(query) = query {
        fields.raw(b"\"query\":");
        if query.len() > policy.most || !mask::form(query.as_bytes(), names, scratch, fields.out()) {
            fields.raw(b"{\"type\":\"query\",\"length\":");
            fields.number(query.len());
            if let Some(mut hash) = policy.key.clone() {
                hash.update(query.as_bytes());
                write_hash(hash, fields);
            }
            fields.raw(b"}");
        }
    }
    if body {
        fields.raw(if query.is_some() { b",\"body\":" } else { b"\"body\":" });
        let kept = intake.kept.bytes();
        let parsed = intake.whole
            && !intake.over
            && match content.media() {
                Media::Json => mask::json(kept, names, scratch, fields.out()),
                Media::Form => str::from_utf8(kept).is_ok() && mask::form(kept, names, scratch, fields.out()),
                Media::Opaque => false,
            };
        if !parsed {
            opaque(content, intake, policy, fields);
        }
    }
    fields.raw(b"}");
}

/// Writes of a body what does not show what is in it.
fn opaque(content: &Content, intake: &Intake, policy: &Policy, fields: &mut Fields<'_>) {
    fields.raw(b"{\"type\":");
    match content.essence() {
        Some(essence) => fields.text(essence, 128, Escape::Json),
        None => fields.raw(b"null"),
    }
    let length = if intake.whole { intake.length } else { content.declared.unwrap_or(intake.length) };
    fields.raw(b",\"length\":");
    fields.number(length);
    if intake.whole {
        let hash = intake.hash.clone().or_else(|| {
            let mut hash = policy.key.clone()?;
            hash.update(intake.kept.bytes());
            Some(hash)
        });
        if let Some(hash) = hash {
            write_hash(hash, fields);
        }
    } else {
        // The handler did not read it to its end, or the client did not send it.
        fields.raw(b",\"read\":");
        fields.number(intake.length);
    }
    fields.raw(b"}");
}

fn write_hash(hash: Keyed, fields: &mut Fields<'_>) {
    fields.raw(b",\"hmac\":\"");
    for byte in hash.finalize().into_bytes() {
        let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
        fields.raw(&[digit(byte >> 4), digit(byte & 15)]);
    }
    fields.raw(b"\"");
}
