//! When a certificate ends.
//!
//! rustls has read the certificate and keeps its times to itself; a parser of X.509 would bring a dozen crates for this one field. It is the
//! fifth or sixth of the first sequence in the first, and nothing else is read here. What cannot be read gives no warning, and no error.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

/// How long before its end a certificate is warned of: one that is renewed by a machine is renewed long before.
const SOON: u64 = 14 * DAY;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The end of a certificate's time, out of its DER.
pub(super) fn of(certificate: &[u8]) -> Option<SystemTime> {
    let (_, certificate, _) = next(certificate)?;
    let (_, mut fields, _) = next(certificate)?;
    if *fields.first()? == VERSION {
        fields = next(fields)?.2;
    }
    // Serial number, algorithm, issuer.
    for _ in 0..3 {
        fields = next(fields)?.2;
    }
    let (SEQUENCE, validity, _) = next(fields)? else { return None };
    let (_, _, validity) = next(validity)?;
    let (kind, text, _) = next(validity)?;
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (year, rest) = match kind {
        UTC_TIME => {
            let year: i64 = text.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let two = |at: usize| rest.get(at..at + 2)?.parse::<i64>().ok();
    let days = days(year, two(0)?, two(2)?);
    let seconds = ((days * 24 + two(4)?) * 60 + two(6)?) * 60 + two(8)?;
    // One that ended before 1970 has ended.
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// What there is to say of a certificate that ends at `expires`.
pub(super) fn warning(expires: SystemTime, now: SystemTime) -> Option<String> {
    let Ok(left) = expires.duration_since(now) else { return Some("the certificate has expired".into()) };
    let left = left.as_secs();
    (left < SOON).then(|| match left / DAY {
        0 => "the certificate expires within a day".into(),
        1 => "the certificate expires in 1 day".into(),
        days => format!("the certificate expires in {days} days"),
    })
}

/// Tag and content of the first element, and what follows it.
fn next(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length =
            (bytes.len() <= 4).then(|| bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)))?;
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// Days since 1970, in the calendar of today. <https://howardhinnant.github.io/date_algorithms.html>
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}
