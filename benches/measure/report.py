"""The table."""

import statistics

import moments
from cycles import CONTROL, spread

COLUMNS = ("", "bare", "rival", "runa", "goal")
# What the product promises, by row; the roadmap's goals for the full stage are stricter.
GOALS = {
    "saturated": "≤ 1.35x",
    "nothing": "≤ 1.05x",
    "idle": "≤ 1.1x",
    "rate": "≤ 1.3x",
    "audit": "≤ 1.8x",
    "audit-rate": "≤ 1.8x",
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
        self.rows.append([title, *(cells.get(name, "–") for name in ("bare", "rival", "runa")), goal])

    def ratios(self, result, key, rival=None, runa=None, beside=()):
        """CPU per request, throughput and latency of a cycle's result: of the kinds that stand in the columns.

        `beside`: further kinds, each with a row of its own: what it is called, its column, its name.
        """
        columns = {column: name for column, name in (("rival", rival), ("runa", runa)) if name in result.samples}
        cells = {"bare": f"{result.median('bare', 'cpu_us'):.1f} µs"}
        cells |= {column: _ratio(result.ratio(name)) for column, name in columns.items()}
        self.add(f"CPU per request, {result.title}", GOALS.get(key, "–"), **cells)
        for label, column, name in beside:
            if name in result.samples:
                self.add(f"… {label}", GOALS.get(name, "–"), **{column: _ratio(result.ratio(name))})
        if not key.endswith("rate"):
            cells = {"bare": f"{result.median('bare', 'throughput') / 1e3:.1f} k/s"}
            cells |= {column: f"{result.ratio(name, 'throughput')[0]:.2f}x" for column, name in columns.items()}
            self.add(f"throughput, {result.title}", **cells)
        for field, label in (("p50_us", "p50"), ("p99_us", "p99")):
            every = {"bare": "bare", **columns}
            every = {column: f"{result.median(name, field) / 1e3:.2f} ms" for column, name in every.items()}
            self.add(f"{label}, {result.title}", **every)
        self.checked(result)

    def checked(self, result):
        """What the control of a result says, and what disturbed it."""
        if CONTROL in result.samples:
            middle, spread = result.ratio(CONTROL)
            dropped = f"; {result.dropped} disturbed cycles were repeated" if result.dropped else ""
            self.remarks.append(f"control, {result.title}: the bare binary twice is {middle:.3f}x ± {spread:.3f}{dropped}")
        self.disturbances += [f"{result.title}: {one}" for one in result.disturbances]

    def instructions(self, found, what, rival=None, runa=None, beside=()):
        """Instructions per request."""
        bare = found["bare"]
        cells = {"bare": f"{bare / 1e3:.1f} k"}
        for column, name in (("rival", rival), ("runa", runa)):
            if name in found:
                cells[column] = f"**{found[name] / bare:.2f}x**"
        self.add(f"instructions per {what}", GOALS["instructions"], **cells)
        for label, column, name in beside:
            if name in found:
                self.add(f"… {label}", **{column: f"**{found[name] / bare:.2f}x**"})

    def context(self, found):
        """What it costs that a line of a handler bears the ids of its request."""
        first, second = found.values()
        self.add("ids of the request in a line of its handler, instructions", "–", runa=f"+{first - second:.0f}")

    def start(self, taken, beside=()):
        """Exec to first 200; `beside`: as of `ratios`."""
        cells = {"bare": f"{statistics.median(taken['bare']):.1f} ms"}
        for column, name in (("rival", "rival"), ("runa", "log_observe")):
            if name in taken:
                cells[column] = _apart(moments.above_bare(taken, name))
        self.add("exec to first 200", GOALS["start"], **cells)
        for label, column, name in beside:
            if name in taken:
                self.add(f"… {label}", **{column: _apart(moments.above_bare(taken, name))})
        self.remarks.append(f"control, exec to first 200: {moments.above_bare(taken, CONTROL)[0]:+.2f} ms")

    def memory(self, found, requests):
        """Resident memory."""
        bare = found["bare"][1]
        cells = {"bare": f"{bare:.1f} MiB"}
        for column, name in (("rival", "rival"), ("runa", "log_observe")):
            if name in found:
                cells[column] = f"**{found[name][1] - bare:+.1f} MiB**"
        self.add(f"resident memory after {requests:,} requests", GOALS["memory"], **cells)
        fresh = ", ".join(f"{name} {before:.1f} MiB" for name, (before, _) in found.items())
        self.remarks.append(f"resident memory before the first request: {fresh}")

    def idle(self, found, title, *names):
        """Resident memory with idle connections: by that of bare axum in the same turn."""
        cells = {"bare": f"{statistics.median(found['bare']):.1f} MiB"}
        for name in names:
            if name in found:
                ratios = [one / bare for one, bare in zip(found[name], found["bare"])]
                cells["runa"] = _ratio(spread(ratios))
                self.add(title, GOALS["idle"], **cells)
            title, cells = "… with log and observe", {}

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


def _ratio(of):
    return f"**{of[0]:.2f}x** ± {of[1]:.2f}"


def _apart(of):
    return f"**{of[0]:+.1f} ms** ± {of[1]:.1f}"
