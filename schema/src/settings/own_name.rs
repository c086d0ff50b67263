//! Names that the user gives to groups of settings, such as queues: each becomes a field of a struct.

/// Longest name: it stands in keys of stores and on every series.
pub(crate) const LONGEST: usize = 64;

/// Words of Rust, kept or in use, that no field can have; and what YAML reads as something else than a text.
pub(crate) const TAKEN: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "null", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

/// Why a text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing stands there.
    Empty,
    /// A word of Rust or YAML.
    Taken,
    /// More letters than a name has.
    Long,
    /// Not lower-case letters, digits and single `_` between them, with a letter at the start.
    Case,
}

/// Whether a text is lower-case letters, digits and single `_` between them, with a letter at the start.
pub const fn is_snake(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    let mut before = b'_';
    while at < bytes.len() {
        let fits = match bytes[at] {
            b'a'..=b'z' => true,
            b'0'..=b'9' => at > 0,
            b'_' => before != b'_',
            _ => false,
        };
        if !fits {
            return false;
        }
        before = bytes[at];
        at += 1;
    }
    before != b'_'
}

/// Whether a group can have this name.
pub fn judge(name: &str) -> Result<(), Unfit> {
    let snake = is_snake(name);
    match name {
        "" => Err(Unfit::Empty),
        _ if TAKEN.contains(&name) => Err(Unfit::Taken),
        _ if name.len() > LONGEST => Err(Unfit::Long),
        _ if !snake => Err(Unfit::Case),
        _ => Ok(()),
    }
}

/// A name made of any text; `noun` says what it is a name of.
pub fn made_of(text: &str, noun: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() && lower {
            name.push('_');
        }
        lower = c.is_ascii_lowercase();
        let gap = name.is_empty() || name.ends_with('_');
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !gap {
            name.push('_');
        }
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        let joint = if name.is_empty() { "" } else { "_" };
        name.insert_str(0, &format!("{noun}{joint}"));
    }
    // It is ASCII by now.
    name.truncate(LONGEST);
    name.truncate(name.trim_end_matches('_').len());
    if TAKEN.contains(&name.as_str()) {
        name.push('_');
        name.push_str(noun);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Unfit, judge, made_of};

    #[test]
    fn a_name_is_a_field() {
        for name in ["emails", "e2", "out_going_2", "auto", "default", "raw"] {
            assert_eq!(judge(name), Ok(()), "{name}");
        }
        for (name, why) in [
            ("", Unfit::Empty),
            ("type", Unfit::Taken),
            ("self", Unfit::Taken),
            ("gen", Unfit::Taken),
            ("null", Unfit::Taken),
            ("Emails", Unfit::Case),
            ("e-mails", Unfit::Case),
            ("_emails", Unfit::Case),
            ("emails_", Unfit::Case),
            ("e__mails", Unfit::Case),
            ("2nd", Unfit::Case),
            ("größe", Unfit::Case),
            ("a.b", Unfit::Case),
        ] {
            assert_eq!(judge(name), Err(why), "{name}");
        }
        assert_eq!((judge(&"a".repeat(64)), judge(&"a".repeat(65))), (Ok(()), Err(Unfit::Long)));
    }

    #[test]
    fn a_made_name_is_a_name() {
        for (text, made) in [
            ("e-mails", "e_mails"),
            ("emailsOut", "emails_out"),
            ("EmailsOut", "emails_out"),
            ("HTTP calls", "http_calls"),
            ("type", "type_queue"),
            ("2nd", "queue_2nd"),
            ("", "queue"),
            ("--", "queue"),
            ("_x__y_", "x_y"),
            ("größe", "gr_e"),
        ] {
            assert_eq!(made_of(text, "queue"), made);
        }
        for text in ["", "_", "Self", &"a_".repeat(90), "null", "é", "a.b.c"] {
            assert_eq!(judge(&made_of(text, "queue")), Ok(()), "{text}");
        }
    }
}
