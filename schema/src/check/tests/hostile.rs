//! Damaged manifests: never a panic, in the checks, the excerpts or the edits.

use std::fmt::Write;

use crate::check::check;
use crate::diagnostic::{apply, render};

const MANIFEST: &str = "\
runa: 1
service: orders
default_stage: dev
server: { listen: \"127.0.0.1:8080\", drain: { delay: 1s } }
defaults:
  observe: { timeout: { from_env: T, default: 2s } }
stages:
  dev: &dev
  - log: { level: debug, targets: { hyper: warn } }
  - observe: # é
  prod:
    server:
      admin: none
    providers: *dev
";

/// Nearly everything in another shape.
const SHAPES: &str = "\
runa: 1#x
service: 42
server.listen: 0.0.0.0:80
x-a: &a { level: info }
defaults:
- server: { listen: none }
- log
stages:
  dev:
    -log
    -observe
  test: [log observe, log: [level: info], server: {}, name: log]
  ci:
    server: 127.0.0.1:1
    log: *a
    observe:
  prod:
    providers:
      log: |
        a:b
      observe: *a
  all:
    - log: *a
    - log: { <<: *a, format: json }
    - - log
    - uses: log
      with: *a
";

fn survive(text: &str) {
    for one in check(text).err().unwrap_or_default() {
        assert!(!render("ops.yaml", text, &one).is_empty());
        if let Some(help) = &one.help {
            let _ = check(&apply(text, &help.edit));
        }
    }
}

#[test]
fn a_manifest_with_a_hole_or_a_stray_sign() {
    for manifest in [MANIFEST, SHAPES] {
        damage(manifest);
    }
}

fn damage(manifest: &str) {
    for (number, (at, _)) in manifest.char_indices().enumerate() {
        let (before, after) = manifest.split_at(at);
        survive(before);
        survive(&format!("{before}{}", after.chars().skip(1 + number % 5).collect::<String>()));
        let sign = ["{", "]", ":", "\n", "é", "${X}", "- ", "*dev", "\u{a0}", "\r\n"][number % 10];
        survive(&format!("{before}{sign}{after}"));
    }
}

#[test]
fn a_thousand_stages_with_a_thousand_mistakes() {
    let mut text = "runa: 1\nservice: a\nstages:\n".to_owned();
    for number in 0..1000 {
        writeln!(text, "  stage_{number}: [observe, log: {{ level: {number} }}]").unwrap();
    }
    assert_eq!(check(&text).unwrap_err().len(), 2000);
}
