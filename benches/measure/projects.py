"""Projects that exist for as long as they are measured.

`many_stages`: a large manifest, fifty stages, every provider that exists, many settings; a new provider is a new entry of
`PROVIDERS`. `alike`: the service of the benches with what the rival has, and no more.
"""

import os
import shutil

STAGES = 50
# Settings by provider, in install order, as they stand in a stage's list.
PROVIDERS = {
    "log": [
        "level: { from_env: LOG_LEVEL, default: info }",
        "targets: { hyper: warn, tower: warn, orders::db: debug }",
        "format: json",
        "buffer: 16384",
        "access: { enabled: true, skip: [/assets/, /favicon.ico], slow: 500ms }",
    ],
    "observe": ["mount: /-", "timeout: 1500ms", "refresh: 5s", "expose: [health, ready, started]"],
    "queue": [
        "redis: { url: { from_env: REDIS_URL }, prefix: orders }",
        "queues: { emails: { concurrency: 20, retry: { max: 5, min: 2s } }, reports: { lease: 2m }, audit: {} }",
    ],
    "audit": [
        "mode: async",
        "capture_input: true",
        "max_input_size: 8KiB",
        "routes: { include: [/orders/, /accounts/], exclude: [/orders/search] }",
        "mask_fields: [password, token, secret, iban]",
        "file: { path: /var/lib/orders/audit.jsonl, key: { from_env: AUDIT_KEY }, rotate: { size: 50MiB, every: 24h }, keep: { files: 30 } }",
        "queue: { name: audit }",
    ],
    "cluster": [
        "redis: { url: { from_env: REDIS_URL }, prefix: orders }",
        "heartbeat_interval: 5s",
        "ttl: 20s",
        "meta: { zone: a, build: '2026.11' }",
    ],
    "console": ["mount: /_console", "token: { from_env: CONSOLE_TOKEN }"],
}
SERVER = [
    "listen: 127.0.0.1:8080",
    "admin: 127.0.0.1:9090",
    "header_timeout: 5s",
    "keep_alive: 65s",
    "request_timeout: { from_env: REQUEST_TIMEOUT, default: 20s }",
    "body_limit: 4MiB",
    "max_connections: 10000",
    "drain: { delay: 3s, grace: 10s, total: 20s }",
]
TITLE = f"{STAGES} stages, {len(PROVIDERS)} providers each"

MANY_MAIN = """#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
"""
ALIKE_MAIN = """#[path = "{root}/benches/app.rs"]
mod app;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {{
    ops.serve(app::routes()).await
}}
"""
ALIKE = """runa: 1
service: orders
default_stage: dev
stages:
  dev: [log, observe]
  prod:
    - log
    - observe
    - audit: {{ capture_input: true, file: {{ path: audit.jsonl, key: {{ from_env: AUDIT_KEY }} }} }}
"""
CARGO = """[package]
name = "{name}"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[[bin]]
name = "{name}"
path = "main.rs"

[dependencies]
axum = {{ version = "0.8", default-features = false, features = ["json", "query"] }}
runa = {{ path = "{root}", features = [{features}] }}
serde = {{ version = "1", features = ["derive"] }}
tokio = {{ version = "1", features = ["time"] }}
"""


def _manifest():
    """The manifest's text."""
    lines = ["runa: 1", "service: orders", "stages:"]
    for stage in range(STAGES):
        lines += [f"  stage_{stage:02}:", "    server:"]
        lines += [f"      {setting}" for setting in SERVER]
        lines.append("    providers:")
        for provider, settings in PROVIDERS.items():
            lines.append(f"      - {provider}:")
            lines += [f"          {setting}" for setting in settings]
    return "\n".join(lines) + "\n"


def many_stages(root, directory):
    """Writes the project; returns the paths of its Cargo.toml and main.rs."""
    return _write(root, directory, "many-stages", _manifest(), MANY_MAIN, "queue audit cluster console redis")


def alike(root, directory):
    """The same of the other one."""
    return _write(root, directory, "alike", ALIKE.format(), ALIKE_MAIN.format(root=root), "audit")


def _write(root, directory, name, manifest, main, features):
    home = os.path.join(directory, name)
    os.makedirs(home, exist_ok=True)
    listed = ", ".join(f'"{feature}"' for feature in features.split())
    cargo = CARGO.format(name=name, root=root, features=listed)
    for file_name, text in (("ops.yaml", manifest), ("main.rs", main), ("Cargo.toml", cargo)):
        with open(os.path.join(home, file_name), "w") as file:
            file.write(text)
    # The versions of the product, so that its crates are those already fetched.
    shutil.copy(os.path.join(root, "Cargo.lock"), os.path.join(home, "Cargo.lock"))
    return os.path.join(home, "Cargo.toml"), os.path.join(home, "main.rs")
