//! The trace that the caller names by a valid `traceparent` (<https://www.w3.org/TR/trace-context/>).

use http::{HeaderName, HeaderValue};

pub(super) const HEADER: HeaderName = HeaderName::from_static("traceparent");

/// The id of the trace, if `value` is valid: 32 hexadecimal digits.
pub(super) fn id(value: &HeaderValue) -> Option<&str> {
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hexadecimal = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    // Versions to come may have more behind the flags; this one has not.
    let valid = hexadecimal(version, 2)
        && version != "ff"
        && (version != "00" || parts.next().is_none())
        && hexadecimal(trace, 32)
        && hexadecimal(parent, 16)
        && hexadecimal(flags, 2)
        && !zero(trace)
        && !zero(parent);
    valid.then_some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_taken_over_only_from_a_valid_header() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        for (value, taken) in [
            (format!("00-{id}-b7ad6b7169203331-01"), true),
            (format!("01-{id}-b7ad6b7169203331-01-more"), true),
            (format!("00-{id}-b7ad6b7169203331-01-more"), false),
            (format!("ff-{id}-b7ad6b7169203331-01"), false),
            (format!("00-{}-b7ad6b7169203331-01", id.to_uppercase()), false),
            (format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)), false),
            (format!("00-{id}-0000000000000000-01"), false),
            (format!("00-{id}-b7ad6b7169203331"), false),
            (id.to_owned(), false),
            (String::new(), false),
        ] {
            let header: HeaderValue = value.parse().expect("a value");
            assert_eq!(super::id(&header), taken.then_some(id), "{value}");
        }
    }
}
