"""The parts of a run, in their order: each measures one thing and adds its rows."""

import os
import sys
import time

import console
import cycles
import growth
import instructions
import machine
import macro
import moments
import parity
import server
import stores
from cycles import Plan, blocks, slices
from kinds import ALL, ALL_BUT_CONSOLE, AUDITED, AUDITED_SYNC, LOG_OBSERVE, NO_CONTEXT, NOTHING, RIVAL, RIVAL_AUDIT, RIVAL_FLUSHED
from load import Load
from redis import Redis

# Packages of benches/ that stand on runa.
OURS = ("bench-stages", "bench-stores")
# The rival that is to be beaten gathers its records; this is the one that does not.
FLUSHED = ("with a flush a record", "rival", RIVAL_FLUSHED)
# What the request path and the server cost by themselves.
BY_ITSELF = ("with nothing listed", "runa", NOTHING)
# Connections of a measurement of idle ones, and the files that these need.
IDLE = 10_000
FILES = IDLE + 256


class Run:
    """What is asked for, and where it is done."""

    def __init__(self, given, kinds, table, places):
        self.given, self.kinds, self.table = given, kinds, table
        self.root, self.target, self.directory, self.out = places
        client = os.path.join(self.target, "release/load")
        self.get, self.post, self.said = Load(client), Load(client, post=True), Load(client, path="/said")
        self.quick = given.quick

    def say(self, part):
        """Tells who waits what is going on."""
        print(f"bench: {part}", file=sys.stderr, flush=True)

    def with_redis(self):
        """The redis-server of the stages that need one; it is started for the first that does."""
        self.kinds.redis = self.kinds.redis or Redis(self.directory)
        return self.kinds.redis

    def cycled(self, title, load, way, names, count, records=False):
        """The cycles of one kind of load."""
        self.say(title)
        every = self.kinds.some(*names)

        def meet(servers):
            said = parity.lines(servers, load) + (parity.records(servers, load) if records else [])
            self.table.remarks += [one for one in said if one not in self.table.remarks]

        wanted = self.given.cycles or (1 if self.quick else count)
        # At a low rate, what distinguishes two processes of one program is more than what distinguishes two seconds.
        lives = 1 if self.quick else min(wanted, 12 if way is blocks else 4)
        plan = Plan(wanted, lives, 0 if self.quick else 2 * wanted, recorded=records)
        ask = load.rate if way is blocks else load.saturated
        beside = [self.kinds.redis] if self.kinds.redis else []
        return cycles.run(title, every, self.directory, way, ask, plan, beside, meet)


def saturated(run):
    """GET as fast as it goes, with the log and metrics."""
    result = run.cycled("GET /hello, saturated", run.get, slices, (RIVAL, LOG_OBSERVE, NOTHING), 20)
    run.table.ratios(result, "saturated", RIVAL, LOG_OBSERVE, (BY_ITSELF,))


def post(run):
    """POST as fast as it goes, with the log and metrics."""
    result = run.cycled("POST /orders, saturated", run.post, slices, (RIVAL, LOG_OBSERVE, NOTHING), 12)
    run.table.ratios(result, "post", RIVAL, LOG_OBSERVE, (BY_ITSELF,))


def rate(run):
    """GET at a fixed rate, with the log and metrics."""
    result = run.cycled("GET /hello, 4,000/s", run.get, blocks, (RIVAL, LOG_OBSERVE), 24)
    run.table.ratios(result, "rate", RIVAL, LOG_OBSERVE)


def audit(run):
    """POST as fast as it goes, with records and their input."""
    names = (RIVAL_AUDIT, RIVAL_FLUSHED, AUDITED, *(() if run.quick else (AUDITED_SYNC,)))
    result = run.cycled("POST /orders with audit, saturated", run.post, slices, names, 16, records=True)
    beside = (FLUSHED, ("in mode `sync`", "runa", AUDITED_SYNC))
    run.table.ratios(result, "audit", RIVAL_AUDIT, AUDITED, beside)


def audit_rate(run):
    """POST at a fixed rate, with records and their input."""
    names = (RIVAL_AUDIT, RIVAL_FLUSHED, AUDITED)
    result = run.cycled("POST /orders with audit, 4,000/s", run.post, blocks, names, 24, records=True)
    run.table.ratios(result, "audit-rate", RIVAL_AUDIT, AUDITED, (FLUSHED,))


def everything(run):
    """What the whole card costs a request, and whether the console is felt while nobody looks."""
    run.with_redis()
    names = (AUDITED, ALL_BUT_CONSOLE, ALL)
    for title, load, way in (
        ("POST /orders with everything, saturated", run.post, slices),
        ("POST /orders with everything, 4,000/s", run.post, blocks),
    ):
        if run.quick and way is blocks:
            continue
        result = run.cycled(title, load, way, names, 16, records=True)
        run.table.checked(result)
        if ALL not in result.samples:
            return
        cells = {"bare": f"{result.median('bare', 'cpu_us'):.1f} µs", "runa": _ratio(result.ratio(ALL))}
        run.table.add(f"CPU per request, {title}", **cells)
        unseen = result.ratio(ALL, by=ALL_BUT_CONSOLE)
        run.table.add("… by the same without the console, which nobody watches", "1x", runa=_ratio(unseen))


def watched(run):
    """What somebody who watches the console costs: the page that opens first, and the one that has the most to show."""
    beside = [run.with_redis()]
    os.makedirs(os.path.join(run.directory, "watched"), exist_ok=True)
    seconds, turns = (2, 1) if run.quick else (5, 8)
    for page in ("overview",) if run.quick else ("overview", "logs"):
        title = f"`{page}` of the console watched, {console.RATE:,} requests/s"
        run.say(title)
        shares, mib, events, disturbances = console.run(
            run.kinds.one(ALL), page, run.get, run.directory, seconds, turns, beside
        )
        middle, apart = cycles.spread(shares)
        run.table.add(f"{title}: of a core", "≤ 2 %", runa=f"**{middle:.2%}** ± {apart:.2%}")
        run.table.add("… resident memory", "≤ 16 MiB", runa=f"**{mib:+.1f} MiB**")
        run.table.remarks.append(f"who watched `{page}` saw {events:.1f} events a second")
        if disturbances:
            run.table.disturbances.append(f"{title}: {len(disturbances)} of {turns} turns: {disturbances[-1]}")


def listed(run):
    """How long a list of many instances takes."""
    run.say(f"{stores.INSTANCES:,} instances")
    with machine.alone("instances", run.table.disturbances):
        taken = stores.list_ms(run.target, run.directory, 21 if run.quick else 201)
    middle, apart = cycles.spread(taken)
    title = f"{stores.INSTANCES:,} instances listed, through Redis"
    run.table.add(title, "≤ 15 ms", runa=f"**{middle:.1f} ms** ± {apart:.1f}")


def queued(run):
    """How many jobs a second go through a queue, from push to done."""
    for stage, what, jobs, goal in (
        ("memory", "in memory", 200_000, "≥ 15,000/s"),
        ("redis", "through Redis", 50_000, "≥ 5,000/s"),
    ):
        title = f"jobs, push to done, {what}"
        run.say(title)
        with machine.alone(title, run.table.disturbances):
            rates = stores.jobs_a_second(
                run.target, run.directory, stage, jobs // 10 if run.quick else jobs, 1 if run.quick else 7
            )
        middle, apart = cycles.spread(rates)
        run.table.add(title, goal, runa=f"**{middle:,.0f}/s** ± {apart:,.0f}")


def memory(run):
    """Resident memory."""
    requests = 20_000 if run.quick else 1_000_000
    run.say(f"memory after {requests:,} requests")
    running = [server.Server(kind, run.directory) for kind in run.kinds.some(RIVAL, LOG_OBSERVE, control=False)]
    run.table.memory(moments.memory(running, run.get, requests), requests)
    for one in running:
        one.end()


def idle(run):
    """Resident memory with many idle connections."""
    machine.allow_files(FILES)
    connections, turns = (IDLE // 10, 1) if run.quick else (IDLE, 5)
    for fresh, what in ((False, "each after one request"), (True, "none of which has asked for anything")):
        title = f"resident memory with {connections:,} idle connections, {what}"
        run.say(title)
        kinds = run.kinds.some(NOTHING, LOG_OBSERVE, control=False)
        run.table.idle(moments.idle(kinds, run.get, connections, fresh, turns, run.directory), title, NOTHING, LOG_OBSERVE)


def start(run):
    """The first answer of a new process."""
    run.say("exec to first 200")
    if "runa" in run.kinds.servers:
        run.with_redis()
    every = run.kinds.some(RIVAL, LOG_OBSERVE, ALL)
    with machine.alone("exec to first 200", run.table.disturbances):
        taken = moments.start(every, run.get, 5 if run.quick else 41, run.directory)
    run.table.start(taken, [("with everything", "runa", ALL)])


def counted(run):
    """Instructions per request."""
    few, many = (200, 1200) if run.quick else (2000, 12000)
    if "runa" in run.kinds.servers:
        run.with_redis()
    for what, load, rival, runa, beside in (
        ("GET /hello", run.get, RIVAL, LOG_OBSERVE, (BY_ITSELF,)),
        ("POST /orders", run.post, RIVAL, LOG_OBSERVE, (BY_ITSELF,)),
        ("POST /orders with audit", run.post, RIVAL_AUDIT, AUDITED, (FLUSHED,)),
        ("GET /hello with everything", run.get, None, ALL, (("without the console", "runa", ALL_BUT_CONSOLE),)),
        ("POST /orders with everything", run.post, None, ALL, (("without the console", "runa", ALL_BUT_CONSOLE),)),
    ):
        beside = () if run.quick else beside
        names = [name for name in (rival, runa, *(name for _, _, name in beside)) if name]
        every = run.kinds.some(*names, control=False)
        if len(every) == 1 or run.quick and what not in ("GET /hello", "POST /orders with audit"):
            continue
        run.say(f"instructions per {what}")
        found = instructions.run(every, load, few, many, run.directory, run.out)
        run.table.instructions(found, what, rival, runa, beside)
    if "runa" in run.kinds.servers and not run.quick:
        run.say("instructions per line of a handler")
        every = [run.kinds.one(name) for name in (LOG_OBSERVE, NO_CONTEXT)]
        run.table.context(instructions.run(every, run.said, few, many, run.directory, run.out))


def macros(run):
    """What the macro costs who compiles."""
    run.say("what the macro costs")
    with machine.alone("what the macro costs", run.table.disturbances):
        rows, remarks = macro.run(run.root, run.target, run.directory, run.quick)
    for title, runa, rival, goal in rows:
        run.table.add(title, goal, runa=runa, rival=rival)
    run.table.remarks += remarks


def grown(run):
    """How the checker grows with the manifest."""
    run.say("how the checker grows")
    with machine.alone("how the checker grows", run.table.disturbances):
        rows = growth.run(run.target, run.directory)
    for title, runa, goal in rows:
        run.table.add(title, goal, runa=runa)


def _ratio(of):
    return f"**{of[0]:.2f}x** ± {of[1]:.2f}"


PARTS = {
    "saturated": saturated,
    "post": post,
    "rate": rate,
    "audit": audit,
    "audit-rate": audit_rate,
    "all": everything,
    "watched": watched,
    "cluster": listed,
    "queue": queued,
    "memory": memory,
    "idle": idle,
    "start": start,
    "instructions": counted,
    "macro": macros,
    "growth": grown,
}
NOT_QUICK = ("post", "audit-rate")
ONLY_RUNA = ("all", "watched", "cluster", "queue", "macro", "growth")
