//! Names of stages and services.

/// Words that YAML reads as something else than a text. A keyword of Rust is no matter: a name is only part of a function's name.
pub(crate) const NO_TEXT: [&str; 3] = ["false", "null", "true"];

/// Longest name of a service: it stands in every record and on every series.
pub(crate) const LONGEST: usize = 64;

/// What a stage's name looks like; [`NO_TEXT`] has none.
pub(crate) const STAGE: &str = "^[a-z][a-z0-9_]*$";

/// What a service's name looks like, its length aside.
pub(crate) const SERVICE: &str = "^[A-Za-z0-9][A-Za-z0-9_-]*$";

/// Whether a stage can have this name: an identifier in `snake_case`.
pub(crate) fn is_stage(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    begins && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') && !NO_TEXT.contains(&name)
}

/// Whether a service can have this name.
pub(crate) fn is_service(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    begins && name.len() <= LONGEST && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A stage's name made of any text.
pub(crate) fn stage(text: &str) -> String {
    let mut name: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    name = name.trim_matches('_').to_owned();
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.insert_str(0, if name.is_empty() { "stage" } else { "stage_" });
    }
    if NO_TEXT.contains(&name.as_str()) {
        name.push_str("_stage");
    }
    name
}

/// A service's name made of any text.
pub(crate) fn service(text: &str) -> String {
    let name: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    let name = name.trim_matches(['-', '_']);
    // The text is ASCII by now.
    let name = name[..name.len().min(LONGEST)].trim_end_matches(['-', '_']);
    if name.is_empty() { "app".into() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{is_service, is_stage, service, stage};

    #[test]
    fn a_made_name_is_a_name() {
        for text in ["", "_", "pre-prod", "Type", "type", "9to5", "größe", "a b", "--", "null", &"a".repeat(250)] {
            assert!(is_stage(&stage(text)), "{text:?} became {:?}", stage(text));
            assert!(is_service(&service(text)), "{text:?} became {:?}", service(text));
        }
        assert!(is_stage("eu_west_1") && is_stage("self") && !is_stage("null") && !is_stage("Prod") && !is_stage("_x"));
        assert!(is_service("orders-v2") && !is_service("order service") && !is_service("-x"));
    }
}
