//! Quantiles out of the buckets of a histogram.

/// The value below which the part `q` lies: in the bucket that holds it, as if observations were spread evenly over it. In the last bucket,
/// which has no end, its beginning. `0` where there is nothing.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
pub(super) fn quantile(buckets: &[(f64, u64)], q: f64) -> f64 {
    let all: u64 = buckets.iter().map(|(_, count)| count).sum();
    let wanted = all as f64 * q;
    let (mut below, mut from) = (0.0, 0.0);
    for (bound, count) in buckets {
        let count = *count as f64;
        if count > 0.0 && below + count >= wanted {
            return if bound.is_finite() { from + (bound - from) * (wanted - below) / count } else { from };
        }
        below += count;
        from = *bound;
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn lies_inside_of_its_bucket() {
        let buckets = [(0.1, 50), (0.2, 50), (f64::INFINITY, 0)];
        for (q, expected) in [(0.5, 0.1), (0.25, 0.05), (0.75, 0.15), (1.0, 0.2)] {
            let found = quantile(&buckets, q);
            assert!((found - expected).abs() < 1e-9, "{q}: {found}");
        }
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        assert!(close(quantile(&[(0.1, 0), (f64::INFINITY, 3)], 0.5), 0.1), "beyond the last bound");
        assert!(close(quantile(&[], 0.5), 0.0) && close(quantile(&[(0.1, 0)], 0.5), 0.0));
    }
}
