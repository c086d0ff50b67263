//! The name that was probably meant.

/// The candidate nearest to `word`, if one is near enough to be a slip of the finger.
///
/// Near is a Damerau-Levenshtein distance of at most a third of the longer word, and never more than three: a wider net
/// proposes words that nobody meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            let allowed = (word.chars().count().max(candidate.chars().count()) / 3).clamp(1, 3);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The nearest that is not taken. Who is near to nobody is told so before it is asked what is taken: that may take as long as the
/// manifest.
#[cfg(feature = "parser")]
pub(crate) fn nearest_free<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    taken: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    nearest(word, candidates.clone())?;
    nearest(word, candidates.into_iter().filter(|candidate| !taken(candidate)))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_a_slip_and_leaves_strangers_alone() {
        let names = ["log", "observe", "queue"];
        assert_eq!(nearest("obsreve", names), Some("observe"));
        assert_eq!(nearest("Queue", names), Some("queue"));
        assert_eq!(nearest("lgo", names), Some("log"));
        assert_eq!(nearest("telemetry", names), None);
        assert_eq!(nearest("", names), None);
    }
}
