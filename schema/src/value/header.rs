//! Names of headers.

/// The name of a header that carries something, or `none`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Header {
    /// No header does: written `none`.
    Nowhere,
    /// This one, in lower case.
    Named(String),
}

/// What is meant as a switch.
pub(crate) const WORDS: [&str; 7] = ["true", "false", "yes", "no", "on", "off", "null"];

/// Longest name, as the `http` crate has it for names that it does not know.
const LONGEST: usize = 256;

/// Headers that say something else: what frames a message, what must not be logged, and what is asked of every response.
const TAKEN: [&str; 18] = [
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "forwarded",
    "host",
    "keep-alive",
    "location",
    "proxy-authorization",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-forwarded-for",
];

impl Header {
    /// Reads a name in any case, or `none`; `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text == "none" {
            return Ok(Self::Nowhere);
        }
        // HTTP knows more letters; nobody uses them, and half of the proxies on the way refuse them.
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) || !text.bytes().all(known) || WORDS.contains(&text) {
            return Err("the name of a header is letters, digits and `-`, such as `x-request-id`");
        }
        if text.len() > LONGEST {
            return Err("the name of a header has at most 256 letters");
        }
        let name = text.to_ascii_lowercase();
        if TAKEN.contains(&name.as_str()) {
            return Err("this header says something else");
        }
        Ok(Self::Named(name))
    }
}
