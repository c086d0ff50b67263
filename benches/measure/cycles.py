"""CPU time per request: slices of a second, every server once a cycle, ratios inside the cycle.

A machine's speed drifts by more within a minute than what is to be seen. Two slices that follow each other share its
speed; so only ratios inside a cycle are taken, and their median. The order inside the cycle turns with each cycle. The
bare server stands in it twice: their ratio must be 1.
"""

import statistics

import machine

CONTROL = "bare again"
CONTROL_WITHIN = 0.02


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
    """All slices of one kind of load."""

    def __init__(self, title, samples, disturbances):
        self.title, self.samples, self.disturbances = title, samples, disturbances

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


def run(title, servers, ask, cycles, seconds):
    """Measures the servers against each other."""
    names = [server.kind.name for server in servers]
    samples = {name: [] for name in names}
    for server in servers:
        # Not measured: allocators, tables and connections of a first second.
        ask(server, 1)
    watch = machine.Watch(servers)
    for cycle in range(cycles):
        turn = cycle % len(servers)
        order = servers[turn:] + servers[:turn]
        for server in order if cycle // len(servers) % 2 == 0 else reversed(order):
            samples[server.kind.name].append(Sample(server, ask, seconds))
    result = Result(title, samples, watch.disturbances())
    _judge(result, servers)
    return result


def _judge(result, servers):
    if CONTROL in result.samples:
        control, _ = result.ratio(CONTROL)
        if abs(control - 1) > CONTROL_WITHIN:
            result.disturbances.append(f"the same binary twice came out {control - 1:+.1%} apart")
    for server in servers:
        samples = result.samples[server.kind.name]
        reached = min(sample.reached for sample in samples)
        if reached < 0.999:
            result.disturbances.append(f"{server.kind.name}: only {reached:.1%} of the rate was reached")
        late = max(sample.late for sample in samples)
        if late > 0.05:
            result.disturbances.append(f"{server.kind.name}: {late:.0%} of a slice's requests were sent late")
        if server.kind.lines:
            for sample in samples:
                # What is on its way when wrk stops is answered and logged, but not counted by wrk.
                if not sample.requests <= sample.lines <= sample.requests + 64:
                    raise SystemExit(f"{server.kind.name} logged {sample.lines} lines for {sample.requests} requests")
