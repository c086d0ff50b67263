//! Names of keys: one slot a group, and no two of the same name.

/// `prefix:{group}:leaf`. What has a meaning here is written as `%` and two digits in a part.
pub(super) fn key(prefix: &str, group: &[&str], leaf: &[&str]) -> String {
    let mut key = String::with_capacity(64);
    // Colons are customary in a prefix and cannot be mistaken: what follows it begins with the first brace.
    escape(&mut key, prefix, &['%', '{', '}']);
    key.push_str(":{");
    join(&mut key, group);
    key.push('}');
    for part in leaf {
        key.push(':');
        escape(&mut key, part, SPECIAL);
    }
    key
}

const SPECIAL: &[char] = &['%', ':', '{', '}'];

fn join(key: &mut String, parts: &[&str]) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            key.push(':');
        }
        escape(key, part, SPECIAL);
    }
}

fn escape(key: &mut String, part: &str, special: &[char]) {
    for character in part.chars() {
        if special.contains(&character) {
            key.push_str(match character {
                '%' => "%25",
                ':' => "%3A",
                '{' => "%7B",
                _ => "%7D",
            });
        } else {
            key.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::key;

    #[test]
    fn keys_of_a_group_share_a_slot_and_are_readable() {
        assert_eq!(key("runa", &["cluster", "orders"], &["instances"]), "runa:{cluster:orders}:instances");
        assert_eq!(key("shop:prod", &["cluster", "orders"], &[]), "shop:prod:{cluster:orders}");
        // Redis takes what stands between the first opening brace and the first closing one behind it.
        assert_eq!(key("a{}b", &["g"], &["x"]), "a%7B%7Db:{g}:x");
    }

    #[test]
    fn no_two_make_the_same_key() {
        let parts = ["a", "b", "a:b", "a%3Ab", "{a}", "", "a}:{b", "%", ":"];
        let mut seen = HashSet::new();
        for prefix in parts {
            for group in parts {
                assert!(seen.insert(key(prefix, &[group], &[])));
                for leaf in parts {
                    assert!(seen.insert(key(prefix, &[group, leaf], &[])));
                    assert!(seen.insert(key(prefix, &[group], &[leaf])));
                    assert!(seen.insert(key(prefix, &[group], &[leaf, "a"])));
                }
            }
        }
    }
}
