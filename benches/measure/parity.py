"""Whether rival and runa do the same work: the same fields logged and recorded, as many bytes, metrics of both."""

import json
import time
import urllib.request

from kinds import AUDITED_SYNC

# What a line of the access log must say, by our names, and the rival's names for the same: the span's name is what its
# lines are about.
NAMES = {"timestamp": "time", "name": "message"}
FIELDS = {
    "time", "level", "target", "message", "method", "path", "route", "status", "duration_ms", "bytes", "client",
    "request_id",
}
# What a record of `POST /orders` must say of its input.
INPUT = {"body": {"item": "lamp", "quantity": 2, "password": "***"}}
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


def _last(server, load, path):
    """What is written into a file for one request as the load sends it."""
    server.settled_cpu_ns()
    server.take_lines()
    server.take_records()
    load.count(server, 1, 1)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with open(path) as lines:
            text = lines.read()
        if text.endswith("\n"):
            return text.splitlines()[-1]
        time.sleep(0.01)
    raise SystemExit(f"{server.kind.name} wrote nothing for a request")


def lines(servers, load):
    """Sentences that say which lines were compared; ends the run when the comparison would not be honest."""
    said, sizes = [], {}
    for server in servers:
        if not server.kind.lines:
            continue
        line = _last(server, load, server.log)
        missing, more = FIELDS - _flat(line), _flat(line) - FIELDS
        if missing:
            raise SystemExit(f"{server.kind.name} does not log {', '.join(sorted(missing))}: {line}")
        if load.path not in _get(server, METRICS):
            raise SystemExit(f"{server.kind.name} has no metrics of {load.path}")
        sizes[server.kind.name] = len(line) + 1
        beside = f", and beside them {', '.join(sorted(more))}" if more else ""
        said.append(f"{server.kind.name}: {len(line) + 1} bytes a line with all {len(FIELDS)} fields{beside}")
    _alike("lines", sizes)
    return said


def records(servers, load):
    """The same for audit records: both say the same about a request, and mask the same of what it holds."""
    said, sizes, fields = [], {}, {}
    for server in servers:
        if not server.kind.records:
            continue
        name = server.kind.name
        line = _last(server, load, server.records)
        record = {key: value for key, value in json.loads(line).items() if value is not None}
        if record.get("input") != INPUT:
            raise SystemExit(f"{name} does not record the input as it must: {line}")
        # In mode `sync` a record is written before there is a body to count.
        unknown = {"bytes_out"} if name == AUDITED_SYNC else set()
        fields[name], sizes[name] = set(record) | unknown, len(line) + 1
        said.append(f"{name}: {len(line) + 1} bytes a record with {len(record)} fields")
    if len({frozenset(one) for one in fields.values()}) > 1:
        common = set.intersection(*fields.values())
        apart = {name: sorted(one - common) for name, one in fields.items()}
        raise SystemExit(f"records differ in their fields; beside the common ones: {apart}")
    _alike("records", sizes)
    return said


def _alike(what, sizes):
    if len(sizes) > 1 and max(sizes.values()) / min(sizes.values()) > 1 + BYTES_WITHIN:
        raise SystemExit(f"{what} differ by more than {BYTES_WITHIN:.0%} in bytes: {sizes}")
