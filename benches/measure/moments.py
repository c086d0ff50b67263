"""The first answer of a new process, the memory of one that has answered a million, and that of many idle connections."""

import statistics

import machine
from server import Server, free_port


def start(kinds, load, runs, directory):
    """Milliseconds from exec to the first 200: each kind once a turn. Returns all runs by name."""
    taken = {kind.name: [] for kind in kinds}
    addresses = {kind.name: f"127.0.0.1:{free_port()}" for kind in kinds}
    for turn in range(runs + 1):
        for kind in kinds:
            micros = load.first(kind, directory, addresses[kind.name])
            # The first turn reads the programs from the disk.
            if turn:
                taken[kind.name].append(micros / 1e3)
    return taken


def above_bare(taken, name):
    """Median of the differences to bare of the same turn, and half the distance between their quartiles."""
    apart = [one - bare for one, bare in zip(taken[name], taken["bare"])]
    low, middle, high = statistics.quantiles(apart, n=4, method="inclusive")
    return middle, (high - low) / 2


def memory(servers, load, requests):
    """Resident MiB of each server before the first and after so many requests."""
    found = {}
    for server in servers:
        before = machine.resident_kib(server.pid) / 1024
        left = requests
        while left > 0:
            left -= load.saturated(server, 5 if left > 100_000 else 1)["requests"]
            server.settled_cpu_ns()
            server.take_lines()
        found[server.kind.name] = (before, machine.resident_kib(server.pid) / 1024)
    return found


def idle(kinds, load, connections, fresh, turns, directory):
    """Resident MiB of each kind with so many idle connections, a new process a turn. Returns all turns by name."""
    found = {kind.name: [] for kind in kinds}
    for _ in range(turns):
        for kind in kinds:
            server = Server(kind, directory)
            with load.idle(server, connections, fresh):
                server.settled_cpu_ns()
                found[kind.name].append(machine.resident_kib(server.pid) / 1024)
            server.end()
    return found
