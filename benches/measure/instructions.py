"""Instructions per request under callgrind: the slope between two numbers of requests, so that the start cancels out.

The profiles stay in benches/out/: `callgrind_annotate benches/out/callgrind-audited-post-12000.out` says where they went.
"""

import contextlib
import os

from server import Server

CONNECTIONS = 16


def _total(path):
    with open(path) as lines:
        for line in lines:
            if line.startswith(("totals:", "summary:")):
                return int(line.split()[1])
    raise SystemExit(f"callgrind wrote no total into {path}")


def _count(kind, load, requests, directory, profiles):
    out = kind.path(profiles, f"{'post' if load.post else 'get'}-{requests}.out")
    out = os.path.join(profiles, f"callgrind-{os.path.basename(out)}")
    valgrind = ["valgrind", "--tool=callgrind", "--fair-sched=try", f"--callgrind-out-file={out}"]
    with contextlib.suppress(FileNotFoundError):
        os.remove(out)
    server = Server(kind, directory, valgrind)
    load.count(server, requests, CONNECTIONS)
    server.end()
    return _total(out)


def run(kinds, load, few, many, directory, profiles):
    """Instructions per request of each kind."""
    found = {}
    for kind in kinds:
        low, high = (_count(kind, load, requests, directory, profiles) for requests in (few, many))
        found[kind.name] = (high - low) / (many - few)
    return found
