//! Time as RFC 3339 in UTC with microseconds: `2026-11-22T15:46:00.123456Z`.

use std::time::{SystemTime, UNIX_EPOCH};

/// Writes times, and remembers the text of the second it wrote last: under load thousands of lines share it. That is why this is not a
/// date library's formatting.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    second: u64,
    text: [u8; 20],
}

impl Clock {
    pub(crate) fn write(&mut self, time: SystemTime, line: &mut Vec<u8>) {
        // A clock before 1970 is wrong in any notation.
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        if self.second != since.as_secs() || self.text[0] == 0 {
            self.second = since.as_secs();
            self.text = second(since.as_secs());
        }
        line.extend_from_slice(&self.text);
        let mut micros = *b"000000Z";
        digits(u64::from(since.subsec_micros()), &mut micros[..6]);
        line.extend_from_slice(&micros);
    }
}

/// One time as text, for who has no buffer.
#[cfg(any(feature = "cluster", feature = "observe", feature = "queue"))]
pub(crate) fn text(time: SystemTime) -> String {
    let mut line = Vec::with_capacity(27);
    Clock::default().write(time, &mut line);
    // Digits and punctuation.
    String::from_utf8(line).unwrap_or_default()
}

/// `2026-11-22T15:46:00.`
fn second(seconds: u64) -> [u8; 20] {
    let (year, month, day) = civil(seconds / 86400);
    let mut text = *b"0000-00-00T00:00:00.";
    digits(year, &mut text[..4]);
    digits(month, &mut text[5..7]);
    digits(day, &mut text[8..10]);
    digits(seconds / 3600 % 24, &mut text[11..13]);
    digits(seconds / 60 % 60, &mut text[14..16]);
    digits(seconds % 60, &mut text[17..19]);
    text
}

/// Year, month and day of a day since 1970-01-01: `civil_from_days` of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + (month <= 2) as u64, month, day)
}

/// Fills `text` with the last digits of `number`.
fn digits(mut number: u64, text: &mut [u8]) {
    for digit in text.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn writes_every_kind_of_day() {
        let mut clock = Clock::default();
        for (seconds, micros, text) in [
            (0, 0, "1970-01-01T00:00:00.000000Z"),
            (951_782_399, 999_999, "2000-02-28T23:59:59.999999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.000001Z"),
            (1_709_210_096, 0, "2024-02-29T12:34:56.000000Z"),
            (1_735_689_599, 0, "2024-12-31T23:59:59.000000Z"),
            (1_795_362_360, 123_456, "2026-11-22T15:46:00.123456Z"),
            (1_795_362_360, 123_457, "2026-11-22T15:46:00.123457Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000000Z"),
        ] {
            let mut line = Vec::new();
            clock.write(UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_micros(micros), &mut line);
            assert_eq!(String::from_utf8_lossy(&line), text);
        }
    }
}
