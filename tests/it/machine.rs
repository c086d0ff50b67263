//! What tests need of the machine. Where it does not give that they fail, unless who runs them has said that they may do without.

/// The variable that says it: names, separated by commas.
const WITHOUT: &str = "RUNA_TEST_WITHOUT";

/// Leaves untested what needs `what`.
pub(crate) fn lacks(what: &str, why: &str) {
    let without = std::env::var(WITHOUT).unwrap_or_default();
    let allowed = without.split(',').any(|name| name.trim() == what);
    assert!(allowed, "this machine gives no {what}: {why}; to test all but what needs them, set {WITHOUT}={what}");
    eprintln!("not tested: what needs {what}");
}
