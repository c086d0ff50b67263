"""CPU time per request: every server once a cycle, ratios inside the cycle.

A machine's speed drifts by more within a minute than what is to be seen. Slices that follow each other share its speed;
so only ratios inside a cycle are taken, and their median. The order inside the cycle turns with each cycle. The bare
server stands in it twice: their ratio must be 1. Two processes of one program differ by a percent or two for as long as
they live (where their memory came to lie); so all are started anew several times during a run.
"""

import statistics
import time

import machine
from load import CONNECTIONS
from server import Server, rest

CONTROL = "bare again"
CONTROL_WITHIN = 0.02
# A larger share of requests that the load could not send in time, and it was the load that was held up.
LATE = 0.05


class Sample:
    """What one server did in one cycle."""

    def __init__(self, server, answer, cpu_ns):
        self.requests = answer["requests"]
        self.cpu_us = cpu_ns / 1e3 / self.requests
        self.throughput = self.requests / answer["seconds"]
        self.p50_us, self.p99_us = answer["p50_us"], answer["p99_us"]
        self.reached = answer.get("reached", 1.0)
        self.late = answer.get("late", 0) / self.requests
        self.lines, self.records = server.take_lines(), server.take_records()


def slices(ask, servers, seconds):
    """One server after another, each as fast as it goes."""
    samples = {}
    for server in servers:
        _empty(server)
        before = server.settled_cpu_ns()
        answer = ask(server, seconds)
        cpu = server.settled_cpu_ns() - before
        samples[server.kind.name] = Sample(server, answer, cpu)
    return samples


def blocks(ask, servers, seconds):
    """All at once, in blocks of milliseconds that take turns: at a low rate that is what makes them comparable.

    While it is not asked, a server uses what it uses idle; that much is taken off.
    """
    for server in servers:
        _empty(server)
    before = [(server.settled_cpu_ns(), time.monotonic()) for server in servers]
    answers = ask(servers, seconds)
    samples = {}
    for server, answer, (cpu, began) in zip(servers, answers, before):
        cpu = server.settled_cpu_ns() - cpu
        cpu -= server.idle * (time.monotonic() - began - answer["seconds"])
        samples[server.kind.name] = Sample(server, answer, cpu)
    return samples


def _empty(server):
    server.take_lines()
    server.take_records()


class Result:
    """All cycles of one kind of load, by server."""

    def __init__(self, title, cycles, dropped, disturbances):
        self.title, self.dropped, self.disturbances = title, dropped, disturbances
        self.samples = {name: [cycle[name] for cycle in cycles] for name in cycles[0]}

    def median(self, name, field):
        """Median of a figure of a server."""
        return statistics.median(getattr(sample, field) for sample in self.samples[name])

    def ratios(self, name, field="cpu_us", by="bare"):
        """The figure of a server by that of bare axum, or of another, in the same cycle."""
        return [
            getattr(one, field) / getattr(other, field)
            for one, other in zip(self.samples[name], self.samples[by])
        ]

    def ratio(self, name, field="cpu_us", by="bare"):
        """Median of the ratios, and half the distance between their quartiles."""
        return spread(self.ratios(name, field, by))


def spread(values):
    """Median, and half the distance between the quartiles."""
    if len(values) < 3:
        return statistics.median(values), (max(values) - min(values)) / 2
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, (high - low) / 2


class Plan:
    """How often: cycles of so many seconds a server, in how many lives of the servers; whether each request is recorded."""

    def __init__(self, cycles, lives, repeated, seconds=1, recorded=False):
        self.cycles, self.lives, self.repeated, self.seconds = cycles, lives, repeated, seconds
        self.recorded = recorded


def run(title, kinds, directory, way, ask, plan, beside=(), meet=None):
    """Measures the servers against each other. `way` is `slices` or `blocks`; `meet` sees the servers once.

    A cycle during which others used the cores is dropped and repeated, whatever came out of it; when more than
    `repeated` of them were, the run is as disturbed as they, and says so.
    """
    quiet, disturbed = [], []
    for life in range(plan.lives):
        servers = [Server(kind, directory) for kind in kinds]
        if meet and not life:
            meet(servers)
        # Not measured: allocators, tables and connections of the beginning.
        way(ask, servers, plan.seconds if way is slices else plan.seconds / 4)
        if way is blocks:
            rest(servers, plan.seconds / 2)
        wanted, most = (-(-count * (life + 1) // plan.lives) for count in (plan.cycles, plan.cycles + plan.repeated))
        while len(quiet) < wanted and len(quiet) + len(disturbed) < most:
            turn = len(quiet) % len(servers)
            order = servers[turn:] + servers[:turn]
            if len(quiet) // len(servers) % 2:
                order.reverse()
            watch = machine.Watch(servers, beside)
            samples = way(ask, order, plan.seconds)
            reasons = watch.disturbances() + [one for server in servers for one in _doubts(server, samples, plan)]
            (disturbed if reasons else quiet).append((samples, reasons))
        for server in servers:
            server.end()
    return _result(title, plan.cycles, quiet, disturbed)


def _result(title, wanted, quiet, disturbed):
    dropped, disturbances = len(disturbed), []
    if len(quiet) < wanted:
        kept = disturbed[len(quiet) - wanted :]
        dropped -= len(kept)
        disturbances = [f"{len(kept)} of {wanted} cycles: {'; '.join(dict.fromkeys(kept[-1][1]))}"]
        quiet = quiet + kept
    result = Result(title, [cycle for cycle, _ in quiet], dropped, disturbances)
    if CONTROL in result.samples:
        control, _ = result.ratio(CONTROL)
        if abs(control - 1) > CONTROL_WITHIN:
            result.disturbances.append(f"the same binary twice came out {control - 1:+.1%} apart")
    return result


def _doubts(server, samples, plan):
    """What a slice itself says about how it was asked, and whether the disk took every line and record."""
    name, sample = server.kind.name, samples[server.kind.name]
    # What is on its way when wrk stops is answered and logged, but not counted by wrk.
    if server.kind.lines and not sample.requests <= sample.lines <= sample.requests + CONNECTIONS:
        yield f"{name} logged {sample.lines} lines for {sample.requests} requests"
    if server.kind.records and plan.recorded and not sample.requests <= sample.records <= sample.requests + CONNECTIONS:
        yield f"{name} wrote {sample.records} audit records for {sample.requests} requests"
    if sample.reached < 0.999:
        yield f"only {sample.reached:.1%} of the rate was reached"
    if sample.late > LATE:
        yield "requests were sent late"
