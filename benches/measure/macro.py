"""What the macro costs who compiles: expansion, crates, clean and incremental `cargo check`, against the rival."""

import json
import os
import re
import shutil
import statistics
import subprocess
import time

import machine
import projects

ORDERS = "runa-example-orders"
RIVAL = "bench-rival"
MACRO = "runa-macros"
SCHEMA = "runa-schema"
UNITS = re.compile(r"UNIT_DATA = (\[.*?\]);\n", re.S)
EXPANDED = re.compile(r"^runa: expanded .* in ([0-9.]+) ms$", re.M)


class Project:
    """A package, which target of it is checked, and the directory that is done in."""

    def __init__(self, package, what, manifest, main, target):
        self.package, self.what, self.manifest, self.main, self.target = package, what, manifest, main, target

    def check(self, *more, env=None):
        """Runs `cargo check`; returns its standard error."""
        command = ["cargo", "check", "-p", self.package, *self.what, "--manifest-path", self.manifest]
        command += ["--target-dir", self.target, *more]
        done = subprocess.run(command, text=True, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stderr

    def clean(self):
        """CPU seconds of a clean check on one core, unit by unit.

        Cargo tells the time of each unit by the clock on the wall; with one job, the CPU time of all of them says how
        much of that was waiting for a core.
        """
        shutil.rmtree(self.target, ignore_errors=True)
        before = machine.own_seconds()
        # Who takes runa from a registry compiles it without cargo's incremental records, which are for packages being edited.
        self.check("-j1", "--timings", env={"CARGO_INCREMENTAL": "0"})
        used = machine.own_seconds() - before
        with open(os.path.join(self.target, "cargo-timings", "cargo-timing.html")) as page:
            units = json.loads(UNITS.search(page.read()).group(1))
        share = min(1.0, used / sum(unit["duration"] for unit in units))
        return [{**unit, "duration": unit["duration"] * share} for unit in units]

    def touched(self):
        """Seconds of a check after main.rs was touched."""
        os.utime(self.main)
        began = time.monotonic()
        self.check("-q")
        return time.monotonic() - began

    def expanded(self):
        """Milliseconds the macro says it took."""
        os.utime(self.main)
        said = EXPANDED.findall(self.check(env={"RUNA_MACRO_TIMING": "1"}))
        if not said:
            raise SystemExit(f"the macro did not say how long the expansion of {self.package} took")
        return max(float(one) for one in said)

    def needed(self, *more):
        """Names and versions of all packages that it is built from, as features are resolved for each of them."""
        command = ["cargo", "tree", "-p", self.package, "--manifest-path", self.manifest, "-e", "normal,build"]
        said = subprocess.run([*command, "--prefix", "none", *more], text=True, stdout=subprocess.PIPE, check=True).stdout
        # `name v1.2.3 (where or what)`
        return {(line.split()[0], line.split()[1].removeprefix("v")) for line in said.splitlines() if line.strip()}


def only_the_macro(units, project):
    """Seconds by crate of what is compiled for the macro alone, the longest first."""
    alone = project.needed() - project.needed("--prune", MACRO)
    seconds = {}
    for unit in units:
        # The model of the manifest is compiled for the service too; only the macro's copy, the one with the parser, counts.
        host_copy = unit["name"] == SCHEMA and "parser" in unit["features"]
        if (unit["name"], unit["version"]) in alone or host_copy:
            seconds[unit["name"]] = seconds.get(unit["name"], 0.0) + unit["duration"]
    return dict(sorted(seconds.items(), key=lambda one: -one[1]))


def run(root, target, directory, quick):
    """All figures, as (row, runa, rival, goal), and remarks."""
    # A short run takes what an ordinary check has left; a clean check needs a place that it may empty.
    everyday = os.environ.get("CARGO_TARGET_DIR") or f"{root}/target"
    ours, theirs = everyday if quick else f"{target}/macro/runa", f"{target}/macro/rival"
    orders = Project(ORDERS, ["--example", "orders"], f"{root}/Cargo.toml", f"{root}/examples/orders/main.rs", ours)
    many = Project("many-stages", ["--bin", "many-stages"], *projects.many_stages(root, directory), ours)
    rows, remarks = [], []
    if not quick:
        rival = Project(RIVAL, ["--bin", "rival"], f"{root}/benches/Cargo.toml", f"{root}/benches/rival/main.rs", theirs)
        alike = Project("alike", ["--bin", "alike"], *projects.alike(root, directory), f"{target}/macro/alike")
        rows, remarks = _checks(alike, rival, orders)
    for project, what, goal in ((orders, "`orders`, 3 stages", 3), (many, projects.TITLE, 40)):
        project.check()
        taken = statistics.median(project.expanded() for _ in range(3 if quick else 9))
        rows.append((f"expansion at opt-level 0, {what}", f"{taken:.1f} ms", "–", f"≤ {goal} ms"))
    return rows, remarks


def _checks(alike, rival, orders):
    """Clean and incremental checks of those that do the same, and of `orders`; what of that is the macro's alone."""
    clean = {one.package: one.clean() for one in (alike, rival, orders)}
    total = {name: sum(unit["duration"] for unit in units) for name, units in clean.items()}
    alone = only_the_macro(clean[alike.package], alike)
    touched = {name: [] for name in clean}
    for _ in range(10):
        for one in (alike, rival, orders):
            touched[one.package].append(one.touched())
    # The first after a clean check writes what the others read.
    again = {name: statistics.median(times[1:]) for name, times in touched.items()}
    count = {one.package: len(one.needed()) for one in (alike, rival, orders)}
    by_rival = {name: f"**{again[name] / again[RIVAL]:.2f}x** ({again[name]:.2f} s)" for name in again}
    both = "log, observe and audit"
    rows = [
        ("crates only the macro needs, in CPU time of a clean check", f"{sum(alone.values()):.1f} s", "–", "≤ 4 s"),
        (f"`cargo check`, clean, CPU time, {both}", f"{total['alike']:.1f} s", f"{total[RIVAL]:.1f} s", "–"),
        ("… `orders`, with everything", f"{total[ORDERS]:.1f} s", "–", "–"),
        (f"`cargo check` after touching main.rs, {both}", by_rival["alike"], f"{again[RIVAL]:.2f} s", "≤ 1.15x"),
        ("… `orders`, with everything", by_rival[ORDERS], "–", "–"),
        (f"crates, {both}", str(count["alike"]), str(count[RIVAL]), "–"),
        ("… `orders`, with everything", str(count[ORDERS]), "–", "–"),
    ]
    return rows, ["only the macro needs " + ", ".join(f"{name} ({taken:.1f} s)" for name, taken in alone.items())]
