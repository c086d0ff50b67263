//! The console in a real Chromium, against the real service: `tests/browser/console.mjs` looks, this starts what it looks at.

use std::path::Path;
use std::process::Command;

use crate::http::get;
use crate::process::{CONSOLE_TOKEN, Start};
use crate::redis::Redis;

/// The folder of the scripts, with their one dependency in it.
fn scripts() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let there = folder.join("node_modules/playwright-core").is_dir();
    assert!(there, "playwright-core is missing; scripts/test installs it: npm ci --prefix tests/browser");
    folder
}

fn look(service: &str, entry: &str, token: Option<&str>) {
    let mut command = Command::new("node");
    command.arg("console.mjs").args([service, entry]).current_dir(scripts()).env_remove("CONSOLE_TOKEN");
    if let Some(token) = token {
        command.env("CONSOLE_TOKEN", token);
    }
    let out = command.output().expect("node, which scripts/test installs");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && said.trim() == "ok", "{said}");
}

#[test]
fn a_developer_signs_in_by_the_address_in_the_log_and_sees_everything() {
    let process = Start::in_stage("orders", "dev").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
    let addresses = process.addresses();
    let service = addresses.service.unwrap();
    let entry = addresses.console.unwrap();
    assert!(entry.contains("/_console/enter?key="), "{entry}");
    look(&format!("http://{service}"), &entry, None);
}

#[test]
fn production_asks_for_the_token_and_serves_the_console_to_operators_only() {
    let redis = Redis::start();
    let process = Start::in_stage("orders", "prod").production(&redis).env("RUNA__SERVER__DRAIN__DELAY", "0s").spawn();
    let addresses = process.addresses();
    let service = addresses.service.unwrap();
    let entry = addresses.console.unwrap();
    assert!(entry.ends_with("/_console"), "no key, no token: {entry}");
    assert_eq!(get(service, "/_console").status, 404, "beside the service");
    look(&format!("http://{service}"), &entry, Some(CONSOLE_TOKEN));
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stdout.contains(CONSOLE_TOKEN) && !ended.stderr.contains(CONSOLE_TOKEN));
}
