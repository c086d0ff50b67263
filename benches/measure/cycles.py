"""CPU time per request: slices of a second, every server once a cycle, ratios inside the cycle.

A machine's speed drifts by more within a minute than what is to be seen. Two slices that follow each other share its
speed; so only ratios inside a cycle are taken, and their median. The order inside the cycle turns with each cycle. The
bare server stands in it twice: their ratio must be 1.
"""

import statistics

import machine
from load import CONNECTIONS

CONTROL = "bare again"
CONTROL_WITHIN = 0.02
# A larger share of requests that the load could not send in time, and it was the load that was held up.
LATE = 0.05


class Sample:
    """One slice of one server."""

    def __init__(self, server, ask, seconds):
        server.take_lines()
        before = server.settled_cpu_ns()
        answer = ask(server, seconds)
        cpu = server.settled_cpu_ns() - before
        self.requests = answer["requests"]
        self.cpu_us = cpu / 1e3 / self.requests
        self.throughput = self.requests / answer["seconds"]
        self.p50_us, self.p99_us = answer["p50_us"], answer["p99_us"]
        self.reached = answer.get("reached", 1.0)
        self.late = answer.get("late", 0) / self.requests
        self.lines = server.take_lines()


class Result:
    """All slices of one kind of load, by server."""

    def __init__(self, title, cycles, dropped, disturbances):
        self.title, self.dropped, self.disturbances = title, dropped, disturbances
        self.samples = {name: [cycle[name] for cycle in cycles] for name in cycles[0]}

    def median(self, name, field):
        """Median of a figure of a server."""
        return statistics.median(getattr(sample, field) for sample in self.samples[name])

    def ratios(self, name, field="cpu_us"):
        """The figure of a server by that of bare axum in the same cycle."""
        return [
            getattr(one, field) / getattr(bare, field)
            for one, bare in zip(self.samples[name], self.samples["bare"])
        ]

    def ratio(self, name, field="cpu_us"):
        """Median of the ratios, and half the distance between their quartiles."""
        return spread(self.ratios(name, field))


def spread(values):
    """Median, and half the distance between the quartiles."""
    if len(values) < 3:
        return statistics.median(values), (max(values) - min(values)) / 2
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, (high - low) / 2


def run(title, servers, ask, cycles, seconds, repeated):
    """Measures the servers against each other.

    A cycle during which others used the cores is dropped and repeated, whatever came out of it; when more than
    `repeated` of them were, the run is as disturbed as they, and says so.
    """
    for server in servers:
        # Not measured: allocators, tables and connections of a first second.
        ask(server, 1)
    quiet, disturbed = [], []
    while len(quiet) < cycles and len(quiet) + len(disturbed) < cycles + repeated:
        cycle, reasons = _cycle(servers, ask, seconds, len(quiet))
        (disturbed if reasons else quiet).append((cycle, reasons))
    dropped, disturbances = len(disturbed), []
    if len(quiet) < cycles:
        kept = disturbed[len(quiet) - cycles :]
        dropped -= len(kept)
        disturbances = [f"{len(kept)} of {cycles} cycles: {'; '.join(dict.fromkeys(kept[-1][1]))}"]
        quiet += kept
    result = Result(title, [cycle for cycle, _ in quiet], dropped, disturbances)
    if CONTROL in result.samples:
        control, _ = result.ratio(CONTROL)
        if abs(control - 1) > CONTROL_WITHIN:
            result.disturbances.append(f"the same binary twice came out {control - 1:+.1%} apart")
    return result


def _cycle(servers, ask, seconds, number):
    """A slice of each server, and what disturbed them."""
    turn = number % len(servers)
    order = servers[turn:] + servers[:turn]
    if number // len(servers) % 2:
        order.reverse()
    watch = machine.Watch(servers)
    cycle = {server.kind.name: Sample(server, ask, seconds) for server in order}
    return cycle, watch.disturbances() + [reason for server in servers for reason in _doubts(server, cycle)]


def _doubts(server, cycle):
    """What a slice itself says about how it was asked, and whether the disk took every line."""
    sample = cycle[server.kind.name]
    # What is on its way when wrk stops is answered and logged, but not counted by wrk.
    if server.kind.lines and not sample.requests <= sample.lines <= sample.requests + CONNECTIONS:
        yield f"{server.kind.name} logged {sample.lines} lines for {sample.requests} requests"
    if sample.reached < 0.999:
        yield f"only {sample.reached:.1%} of the rate was reached"
    if sample.late > LATE:
        yield "requests were sent late"
