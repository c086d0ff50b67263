"""The table."""

import statistics

import moments

COLUMNS = ("", "bare", "rival", "orders", "goal")
# What the product promises, by row; the roadmap's goals for the full stage are stricter.
GOALS = {
    "saturated": "≤ 1.5x",
    "rate": "≤ 1.3x",
    "instructions": "≤ 2x",
    "start": "≤ bare + 2 ms",
    "memory": "≤ bare + 4 MiB",
}


class Table:
    """Rows of one figure each, a column a server."""

    def __init__(self):
        self.rows, self.remarks, self.disturbances = [], [], []

    def add(self, title, goal="–", **cells):
        """A row."""
        self.rows.append([title, *(cells.get(name, "–") for name in ("bare", "rival", "orders")), goal])

    def ratios(self, result, key):
        """CPU per request, throughput and latency of a cycle's result."""
        names = [name for name in ("rival", "orders") if name in result.samples]
        cells = {"bare": f"{result.median('bare', 'cpu_us'):.1f} µs"}
        for name in names:
            middle, spread = result.ratio(name)
            cells[name] = f"**{middle:.2f}x** ± {spread:.2f}"
        self.add(f"CPU per request, {result.title}", GOALS.get(key, "–"), **cells)
        if key != "rate":
            cells = {"bare": f"{result.median('bare', 'throughput') / 1e3:.1f} k/s"}
            cells |= {name: f"{result.ratio(name, 'throughput')[0]:.2f}x" for name in names}
            self.add(f"throughput, {result.title}", **cells)
        for field, label in (("p50_us", "p50"), ("p99_us", "p99")):
            every = {name: f"{result.median(name, field) / 1e3:.2f} ms" for name in ["bare", *names]}
            self.add(f"{label}, {result.title}", **every)
        if "bare again" in result.samples:
            middle, spread = result.ratio("bare again")
            dropped = f"; {result.dropped} disturbed cycles were repeated" if result.dropped else ""
            self.remarks.append(f"control, {result.title}: the bare binary twice is {middle:.3f}x ± {spread:.3f}{dropped}")
        self.disturbances += [f"{result.title}: {one}" for one in result.disturbances]

    def instructions(self, found, what):
        """Instructions per request."""
        cells = {"bare": f"{found['bare'] / 1e3:.1f} k"}
        cells |= {name: f"**{one / found['bare']:.2f}x**" for name, one in found.items() if name != "bare"}
        self.add(f"instructions per {what}", GOALS["instructions"], **cells)

    def start(self, taken):
        """Exec to first 200."""
        cells = {"bare": f"{statistics.median(taken['bare']):.1f} ms"}
        for name in taken:
            if name not in ("bare", "bare again"):
                middle, spread = moments.above_bare(taken, name)
                cells[name] = f"**{middle:+.1f} ms** ± {spread:.1f}"
        self.add("exec to first 200", GOALS["start"], **cells)
        if "bare again" in taken:
            self.remarks.append(f"control, exec to first 200: {moments.above_bare(taken, 'bare again')[0]:+.2f} ms")

    def memory(self, found, requests):
        """Resident memory."""
        bare = found["bare"][1]
        cells = {"bare": f"{bare:.1f} MiB"}
        cells |= {name: f"**{after - bare:+.1f} MiB**" for name, (_, after) in found.items() if name != "bare"}
        self.add(f"resident memory after {requests:,} requests", GOALS["memory"], **cells)
        fresh = ", ".join(f"{name} {before:.1f} MiB" for name, (before, _) in found.items())
        self.remarks.append(f"resident memory before the first request: {fresh}")

    def text(self):
        """Everything, as Markdown."""
        lines = [f"| {' | '.join(COLUMNS)} |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        lines += ["", *(f"- {remark}" for remark in self.remarks)]
        if self.disturbances:
            lines += ["", "**This run was disturbed; repeat it before believing it.**", ""]
            lines += [f"- {one}" for one in self.disturbances]
        else:
            lines += ["", "The run was not disturbed."]
        return "\n".join(lines) + "\n"
