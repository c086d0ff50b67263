"""Whether rival and orders do the same work: the same fields logged, as many bytes, metrics of both."""

import json
import time
import urllib.request

# What a line of the access log must say, by our names, and the rival's names for the same: the span's name is what its
# lines are about.
NAMES = {"timestamp": "time", "name": "message"}
FIELDS = {
    "time", "level", "target", "message", "method", "path", "route", "status", "duration_ms", "bytes", "client",
    "request_id",
}
BYTES_WITHIN = 0.10
# The path of each server's metrics.
METRICS = "/-/metrics"


def _get(server, path):
    with urllib.request.urlopen(f"http://{server.address}{path}", timeout=10) as answer:
        return answer.read().decode()


def _flat(line):
    """Fields of a line; those of a span count as the line's own."""
    fields = json.loads(line)
    fields.update(fields.pop("span", {}))
    return {NAMES.get(name, name) for name in fields}


def _line(server, load):
    """The line of one GET /hello as the load sends it."""
    server.settled_cpu_ns()
    server.take_lines()
    load.count(server, 1, 1)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with open(server.log) as lines:
            text = lines.read()
        if text.endswith("\n"):
            return text.splitlines()[-1]
        time.sleep(0.01)
    raise SystemExit(f"{server.kind.name} logged nothing for a request")


def check(servers, load):
    """Sentences that say what was compared; ends the run when the comparison would not be honest."""
    said, sizes = [], {}
    for server in servers:
        if not server.kind.lines:
            continue
        line = _line(server, load)
        missing, more = FIELDS - _flat(line), _flat(line) - FIELDS
        if missing:
            raise SystemExit(f"{server.kind.name} does not log {', '.join(sorted(missing))}: {line}")
        if "/hello" not in _get(server, METRICS):
            raise SystemExit(f"{server.kind.name} has no metrics of /hello")
        sizes[server.kind.name] = len(line) + 1
        beside = f", and beside them {', '.join(sorted(more))}" if more else ""
        said.append(f"{server.kind.name}: {len(line) + 1} bytes a line with all {len(FIELDS)} fields{beside}")
    if len(sizes) > 1 and max(sizes.values()) / min(sizes.values()) > 1 + BYTES_WITHIN:
        raise SystemExit(f"lines differ by more than {BYTES_WITHIN:.0%} in bytes: {sizes}")
    return said
