"""Whether both sides stand on the same crates."""

import os
import tomllib

SHARED = ("axum", "axum-core", "bytes", "http", "http-body", "hyper", "hyper-util", "serde_json", "tokio", "tracing")


def _locked(path):
    with open(path, "rb") as lock:
        return {package["name"]: package["version"] for package in tomllib.load(lock)["package"]}


def differences(root):
    """A sentence for each crate of the request path that the two lock files hold in different versions."""
    product = _locked(os.path.join(root, "Cargo.lock"))
    benches = _locked(os.path.join(root, "benches/Cargo.lock"))
    return [
        f"{name} is {product[name]} in the product and {benches[name]} in benches/"
        for name in SHARED
        if name in product and name in benches and product[name] != benches[name]
    ]
