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

import cycles  # noqa: E402  (the folder is the program: its parts lie beside this file)
import instructions  # noqa: E402
import machine  # noqa: E402
import macro  # noqa: E402
import moments  # noqa: E402
import parity  # noqa: E402
import report  # noqa: E402
import server  # noqa: E402
import versions  # noqa: E402
from load import Load  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, "benches/out")
PARTS = ("saturated", "post", "rate", "memory", "start", "instructions", "macro")
SERVERS = ("bare", "rival", "orders")


def arguments():
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Ratios to bare axum.")
    parser.add_argument("--quick", action="store_true", help="a few cycles of each: is it broken?")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be repeated")
    parser.add_argument("--servers", default=",".join(SERVERS), help="which of bare,rival,orders (bare always)")
    parser.add_argument("--cycles", type=int, help="cycles of each kind of load")
    given = parser.parse_args()
    given.servers = [name for name in SERVERS if name == "bare" or name in given.servers.split(",")]
    if not given.only:
        left_out = {"post"} if given.quick else set()
        left_out |= set() if "orders" in given.servers else {"macro"}
        given.only = [part for part in PARTS if part not in left_out]
    return given


def build(target, servers):
    """Builds what is measured, in release, with the profiles of the workspaces."""

    def cargo(*more):
        done = subprocess.run(["cargo", "build", "--release", "--target-dir", target, *more], cwd=ROOT)
        if done.returncode:
            raise SystemExit("the build failed")

    cargo("--locked", "--manifest-path", "benches/Cargo.toml", "--workspace")
    if "orders" in servers:
        cargo("--package", macro.ORDERS, "--example", "orders")


def kinds(target, servers):
    """The programs, bare twice."""
    release = os.path.join(target, "release")
    # Everything on one listener, where its metrics can be asked for; nothing is waited for at the end.
    production = {"RUNA_STAGE": "prod", "RUNA__SERVER__ADMIN": "none", "RUNA__SERVER__DRAIN__DELAY": "0s"}
    known = {
        "bare": server.Kind("bare", f"{release}/bare", "LISTEN"),
        "rival": server.Kind("rival", f"{release}/rival", "LISTEN", lines=True),
        "orders": server.Kind("orders", f"{release}/examples/orders", "RUNA__SERVER__LISTEN", production, lines=True),
    }
    again = server.Kind(cycles.CONTROL, known["bare"].program, "LISTEN")
    return [known["bare"], again, *(known[name] for name in servers if name != "bare")]


def measure(given, target, directory, table):
    """All parts that are asked for."""
    client = os.path.join(target, "release/load")
    get, post = Load(client), Load(client, post=True)
    every = kinds(target, given.servers)
    once = [kind for kind in every if kind.name != cycles.CONTROL]
    quick = given.quick

    def say(part):
        print(f"bench: {part}", file=sys.stderr, flush=True)

    def cycled(title, key, ask, count):
        say(title)
        running = [server.Server(kind, directory) for kind in every]
        compared = parity.check(running, get)
        table.remarks += [one for one in compared if one not in table.remarks]
        wanted = given.cycles or count
        table.ratios(cycles.run(title, running, ask, wanted, 1, 0 if quick else 2 * wanted), key)
        for one in running:
            one.end()

    if "saturated" in given.only:
        cycled("GET /hello, saturated", "saturated", get.saturated, 2 if quick else 20)
    if "post" in given.only:
        cycled("POST /orders, saturated", "post", post.saturated, 2 if quick else 12)
    if "rate" in given.only:
        cycled("GET /hello, 4,000/s", "rate", get.rate, 2 if quick else 20)
    if "memory" in given.only:
        requests = 20_000 if quick else 1_000_000
        say(f"memory after {requests:,} requests")
        running = [server.Server(kind, directory) for kind in once]
        table.memory(moments.memory(running, get, requests), requests)
        server.end_all()
    if "start" in given.only:
        say("exec to first 200")
        with machine.alone("exec to first 200", table.disturbances):
            table.start(moments.start(every, get, 5 if quick else 41, directory))
    if "instructions" in given.only:
        few, many = (200, 1200) if quick else (2000, 12000)
        for what, load in (("GET /hello", get),) if quick else (("GET /hello", get), ("POST /orders", post)):
            say(f"instructions per {what}")
            table.instructions(instructions.run(once, load, few, many, directory, OUT), what)
    if "macro" in given.only:
        say("what the macro costs")
        with machine.alone("what the macro costs", table.disturbances):
            rows, remarks = macro.run(ROOT, target, directory, quick)
        for title, orders, rival, goal in rows:
            table.add(title, goal, orders=orders, rival=rival)
        table.remarks += remarks


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
            measure(given, target, directory, table)
        finally:
            server.end_all()
    text = f"{table.text()}\nTook {time.monotonic() - began:.0f} s on {time.strftime('%Y-%m-%d')}.\n"
    with open(os.path.join(OUT, "ratios.md"), "w") as file:
        file.write(text)
    print(text, end="")


if __name__ == "__main__":
    main()
