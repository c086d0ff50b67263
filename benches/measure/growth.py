"""How the checker grows with the manifest: its time a stage or line at several sizes, and instructions, which no other process disturbs."""

import os
import subprocess

PACKAGE = "bench-growth"
# What one unit of a kind is, and what the title says of it.
KINDS = {
    "stages": ("stage", "stages of 5 lines"),
    "lines": ("line", "lines of one map"),
    "queues": ("line", "queues of one stage"),
    "mistakes": ("stage", "stages with 2 mistakes each, drawn"),
    "strays": ("line", "unknown settings of one provider, drawn"),
    "aliases": ("stage", "stages that are one alias"),
}
# More instructions a unit at the largest size than so many times those at the smallest are no straight line any more.
STEEPEST = 1.5


def run(target, directory):
    """Rows as (title, figures, goal)."""
    program = os.path.join(target, "release/bench-growth")
    said = subprocess.run([program], text=True, stdout=subprocess.PIPE, check=True).stdout
    found = {}
    for line in said.splitlines():
        kind, size, nanoseconds = line.split()
        found.setdefault(kind, []).append((int(size), int(nanoseconds)))
    rows = []
    for kind, sizes in found.items():
        unit, what = KINDS[kind]
        micros = " / ".join(f"{taken / size / 1e3:.1f}" for size, taken in sizes)
        counts = " / ".join(f"{size:,}" for size, _ in sizes)
        rows.append((f"checking {counts} {what}: µs a {unit}", micros, "–"))
        smallest, largest = sizes[0][0], sizes[-1][0]
        few, many = (_instructions(program, kind, size, directory) / size for size in (smallest, largest))
        ratio = many / few
        if ratio > STEEPEST:
            raise SystemExit(f"checking {largest:,} {what} takes {ratio:.2f}x as many instructions a {unit} as {smallest:,}")
        rows.append((f"… instructions a {unit}, of the largest by those of the smallest", f"**{ratio:.2f}x**", f"≤ {STEEPEST}x"))
    return rows


def _instructions(program, kind, size, directory):
    """Instructions of one check: what two take more than one, so that making the text does not count."""
    counts = []
    for turns in (1, 2):
        out = os.path.join(directory, f"growth-{kind}-{size}-{turns}.out")
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, kind, str(size), str(turns)]
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
            raise SystemExit(f"{' '.join(command)} failed")
        with open(out) as lines:
            counts.append(next(int(line.split()[1]) for line in lines if line.startswith(("totals:", "summary:"))))
    return counts[1] - counts[0]
