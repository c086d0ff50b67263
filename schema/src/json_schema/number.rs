//! Bounds of numbers with a unit, as a regular expression: a schema knows bounds of plain numbers only.

/// A pattern of the numbers with a unit from `low` to `high`, both in the smallest unit. Leading zeros are as good as none.
pub(super) fn with_unit(low: u64, high: u64, units: &[(&str, u64)]) -> String {
    let one = |(unit, size): &(&str, u64)| {
        let (low, high) = (low.div_ceil(*size), high / size);
        (low <= high).then(|| format!("({}){unit}", between(low, high)))
    };
    format!("^0*({})$", units.iter().filter_map(one).collect::<Vec<_>>().join("|"))
}

/// A pattern of the whole numbers from `low` to `high`, without leading zeros.
pub(super) fn between(low: u64, high: u64) -> String {
    let mut parts = Vec::new();
    let mut from = low;
    loop {
        // All numbers of one length.
        let nines = "9".repeat(from.to_string().len()).parse().unwrap_or(u64::MAX);
        let to = high.min(nines);
        parts.extend(same_length(from.to_string().as_bytes(), to.to_string().as_bytes()));
        if to == high {
            return parts.join("|");
        }
        from = to + 1;
    }
}

fn same_length(low: &[u8], high: &[u8]) -> Vec<String> {
    let ([first, low @ ..], [last, high @ ..]) = (low, high) else { return vec![String::new()] };
    if first == last {
        return same_length(low, high).into_iter().map(|rest| format!("{}{rest}", char::from(*first))).collect();
    }
    let behind = |digit: &u8, low: &[u8], high: &[u8]| {
        let rests = same_length(low, high).into_iter();
        rests.map(|rest| format!("{}{rest}", char::from(*digit))).collect::<Vec<_>>()
    };
    let (zeros, nines) = (vec![b'0'; low.len()], vec![b'9'; low.len()]);
    let from = if low == zeros { *first } else { first + 1 };
    let to = if high == nines { *last } else { last - 1 };
    let mut parts = Vec::new();
    if low != zeros {
        parts.extend(behind(first, low, &nines));
    }
    if from <= to {
        let class = if from == to {
            char::from(from).to_string()
        } else {
            format!("[{}-{}]", char::from(from), char::from(to))
        };
        parts.push(match low.len() {
            0 => class,
            1 => format!("{class}[0-9]"),
            rest => format!("{class}[0-9]{{{rest}}}"),
        });
    }
    if high != nines {
        parts.extend(behind(last, &zeros, high));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{between, with_unit};

    #[test]
    fn patterns_are_short() {
        for (low, high, pattern) in [
            (0, 9, "[0-9]"),
            (1, 60, "[1-9]|[1-5][0-9]|60"),
            (
                0,
                65_535,
                "[0-9]|[1-9][0-9]|[1-9][0-9]{2}|[1-9][0-9]{3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
            ),
            (7, 7, "7"),
            (38, 41, "3[8-9]|4[0-1]"),
            (100, 1000, "[1-9][0-9]{2}|1000"),
        ] {
            assert_eq!(between(low, high), pattern);
        }
    }

    #[test]
    fn each_unit_has_its_own_bounds() {
        let units = [("ms", 1), ("s", 1_000), ("m", 60_000)];
        let pattern = with_unit(100, 2_500, &units);
        assert_eq!(pattern, "^0*(([1-9][0-9]{2}|1[0-9]{3}|2[0-4][0-9]{2}|2500)ms|([1-2])s)$");
    }
}
