//! Which form of an answer a client wants.

use crate::kernel::metrics::Form;

/// The text format for `accept` headers: `OpenMetrics` where it is wanted more than plain text, else the classic one. There is always an
/// answer, because a person with a browser or `curl` is served best with the text.
pub(super) fn metrics(accepted: &[&str]) -> Form {
    let (mut open, mut classic) = (0, 0);
    for range in ranges(accepted) {
        match range.kind {
            kind if kind.eq_ignore_ascii_case("application/openmetrics-text") => {
                // 0.0.1 is what Prometheus calls the drafts of 1.0.
                if matches!(range.version, None | Some("1.0.0" | "0.0.1")) {
                    open = open.max(range.weight);
                }
            }
            kind if ["text/plain", "text/*", "*/*"].iter().any(|plain| kind.eq_ignore_ascii_case(plain)) => {
                classic = classic.max(range.weight);
            }
            _ => {}
        }
    }
    if open > 0 && open >= classic { Form::OpenMetrics } else { Form::Classic }
}

/// Whether `application/health+json` is named.
pub(super) fn health_json(accepted: &[&str]) -> bool {
    ranges(accepted).any(|range| range.kind.eq_ignore_ascii_case("application/health+json") && range.weight > 0)
}

struct Range<'a> {
    kind: &'a str,
    version: Option<&'a str>,
    /// In thousandths.
    weight: u16,
}

fn ranges<'a>(accepted: &[&'a str]) -> impl Iterator<Item = Range<'a>> {
    accepted.iter().flat_map(|header| header.split(',')).map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let mut range = Range { kind: parts.next().unwrap_or_default(), version: None, weight: 1_000 };
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match name.trim() {
                name if name.eq_ignore_ascii_case("q") => range.weight = weight(value.trim()),
                name if name.eq_ignore_ascii_case("version") => range.version = Some(value.trim().trim_matches('"')),
                _ => {}
            }
        }
        range
    })
}

/// `0`, `1`, or a fraction of up to three digits; what is none of these wants nothing.
fn weight(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if digits => 1_000,
        "0" if digits => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_follows_the_header() {
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,\
                          text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        let cases = [
            ("", Form::Classic),
            ("*/*", Form::Classic),
            ("text/html, */*;q=0.8", Form::Classic),
            (prometheus, Form::OpenMetrics),
            ("application/openmetrics-text", Form::OpenMetrics),
            ("Application/OpenMetrics-Text; Version=1.0.0", Form::OpenMetrics),
            ("application/openmetrics-text; version=2.0.0", Form::Classic),
            ("application/openmetrics-text;q=0, */*", Form::Classic),
            ("application/openmetrics-text;q=0.2, text/plain;q=0.7", Form::Classic),
            ("application/openmetrics-text;q=rubbish", Form::Classic),
            ("application/json", Form::Classic),
            (";;;,,=,q=", Form::Classic),
        ];
        for (header, form) in cases {
            assert_eq!(metrics(&[header]), form, "{header}");
        }
        assert_eq!(
            metrics(&["text/plain;q=0.1", "application/openmetrics-text"]),
            Form::OpenMetrics,
            "two headers are one list"
        );
    }

    #[test]
    fn health_json_is_given_to_who_names_it() {
        assert!(health_json(&["application/json;q=0.5, application/health+json"]));
        for other in ["", "*/*", "application/*", "application/health+json;q=0"] {
            assert!(!health_json(&[other]), "{other}");
        }
    }
}
