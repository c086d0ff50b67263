"""`scripts/bench`: builds, measures, prints one table of ratios."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import growth  # noqa: E402  (the folder is the program: its parts lie beside this file)
import kinds  # noqa: E402
import machine  # noqa: E402
import parts  # noqa: E402
import report  # noqa: E402
import server  # noqa: E402
import versions  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, "benches/out")
SERVERS = ("bare", "rival", "runa")


def arguments():
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Ratios to bare axum.")
    parser.add_argument("--quick", action="store_true", help="one cycle of most: is it broken?")
    parser.add_argument("--only", action="append", choices=list(parts.PARTS), help="one part; may be repeated")
    parser.add_argument("--servers", default=",".join(SERVERS), help="which of bare,rival,runa (bare always)")
    parser.add_argument("--cycles", type=int, help="cycles of each kind of load")
    given = parser.parse_args()
    given.servers = [name for name in SERVERS if name == "bare" or name in given.servers.split(",")]
    if not given.only:
        left_out = set(parts.NOT_QUICK) if given.quick else set()
        left_out |= set() if "runa" in given.servers else set(parts.ONLY_RUNA)
        given.only = [part for part in parts.PARTS if part not in left_out]
    return given


def build(target, servers):
    """Builds what is measured, in release, with the profiles of the workspace."""

    def cargo(*more):
        command = ["cargo", "build", "--release", "--locked", "--manifest-path", "benches/Cargo.toml"]
        if subprocess.run([*command, "--target-dir", target, *more], cwd=ROOT).returncode:
            raise SystemExit("the build failed")

    cargo("--package", "bench-bare", "--package", "bench-rival", "--package", "bench-load")
    if "runa" in servers:
        # By themselves, so that no feature that the rival asks of a crate is one of theirs, nor the other way round.
        cargo(*(word for package in parts.OURS for word in ("--package", package)))
        # By itself, because it turns on the parser, which no service has.
        cargo("--package", growth.PACKAGE)


def main():
    """Builds, measures, prints; nothing that was started outlives it."""
    given = arguments()
    # A request to end must pass through `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended by SIGTERM"))
    target = os.path.abspath(os.environ.get("CARGO_TARGET_DIR") or os.path.join(ROOT, "benches/target"))
    build(target, given.servers)
    table = report.Table()
    table.disturbances += machine.check()
    table.disturbances += versions.differences(ROOT)
    # The load and this program on one core, the servers on the other.
    os.makedirs(OUT, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="run-", dir=OUT) as directory:
        try:
            run = parts.Run(given, kinds.Kinds(target, given.servers), table, (ROOT, target, directory, OUT))
            for part in given.only:
                parts.PARTS[part](run)
        finally:
            server.end_all()
    text = f"{table.text()}\nTook {time.monotonic() - began:.0f} s on {time.strftime('%Y-%m-%d')}.\n"
    with open(os.path.join(OUT, "ratios.md"), "w") as file:
        file.write(text)
    print(text, end="")


if __name__ == "__main__":
    main()
