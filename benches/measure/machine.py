"""The two cores, and what else ran on them."""

import contextlib
import os
import resource
import time

SERVER_CORE = 0
LOAD_CORE = 1
# More than this share of a core in other hands, and the figures are not to be trusted.
TOLERATED = 0.03


def pinned(core, command):
    """The command, held to one core, and ended with whoever started it, however that ends."""
    return tied(["taskset", "-c", str(core), *command])


def tied(command):
    """The command, ended with whoever started it, however that ends."""
    return ["setpriv", "--pdeathsig", "KILL", *command]


def cpu_ns(pid):
    """CPU time of a process with all its threads, by the kernel's clock for it (clock_getcpuclockid)."""
    return time.clock_gettime_ns(((~pid) << 3) | 2)


def resident_kib(pid):
    """Resident memory; the exact figure where the kernel has it."""
    for name in ("smaps_rollup", "status"):
        try:
            with open(f"/proc/{pid}/{name}") as lines:
                for line in lines:
                    if line.startswith(("Rss:", "VmRSS:")):
                        return int(line.split()[1])
        except OSError:
            continue
    raise RuntimeError(f"no resident memory of process {pid}")


def allow_files(wanted):
    """So many open files, for this process and whatever it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise SystemExit(f"{wanted:,} open files are needed, and this machine allows {hard:,} (`ulimit -Hn`)")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _cores():
    """By core: seconds busy and seconds stolen by the host."""
    tick = os.sysconf("SC_CLK_TCK")
    cores = {}
    with open("/proc/stat") as lines:
        for line in lines:
            name, *fields = line.split()
            if name.startswith("cpu") and name != "cpu":
                user, nice, system, _, _, irq, softirq, steal = (int(field) / tick for field in fields[:8])
                cores[int(name[3:])] = (user + nice + system + irq + softirq, steal)
    return cores


def own_seconds():
    """CPU seconds of this process and of the load it started and reaped."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _used(processes):
    return sum(cpu_ns(one.pid) for one in processes) / 1e9


class Watch:
    """What others took of the two cores while something was measured. What serves the servers runs on the load's core."""

    def __init__(self, servers, beside=()):
        self.servers, self.beside = servers, beside
        self.began = (time.monotonic(), _cores(), _used(servers), _used(beside) + own_seconds())

    def disturbances(self):
        """A sentence for each disturbance; none if the cores were ours."""
        began, cores, served, loaded = self.began
        wall = time.monotonic() - began
        now = _cores()
        ours = {
            SERVER_CORE: _used(self.servers) - served,
            LOAD_CORE: _used(self.beside) + own_seconds() - loaded,
        }
        said = []
        for core, mine in ours.items():
            others = (now[core][0] - cores[core][0] - mine) / wall
            stolen = (now[core][1] - cores[core][1]) / wall
            if others > TOLERATED:
                said.append(f"others used {others:.0%} of core {core}")
            if stolen > TOLERATED:
                said.append(f"the host took {stolen:.0%} of core {core}")
        return said


@contextlib.contextmanager
def alone(part, said):
    """Adds a sentence to what is said if others used the cores while everything in here was ours and has ended."""
    began, before, own = time.monotonic(), _cores(), own_seconds()
    yield
    wall, now = time.monotonic() - began, _cores()
    busy, stolen = (sum(now[core][what] - before[core][what] for core in now) for what in (0, 1))
    others = (busy - (own_seconds() - own)) / wall
    if others > TOLERATED * len(now):
        said.append(f"{part}: others used {others:.0%} of a core")
    if stolen / wall > TOLERATED * len(now):
        said.append(f"{part}: the host took {stolen / wall:.0%} of a core")


def check():
    """What must hold before anything starts: two cores, and nobody else on them."""
    if not {SERVER_CORE, LOAD_CORE} <= os.sched_getaffinity(0):
        raise SystemExit("scripts/bench needs cores 0 and 1: one for the server, one for the load")
    watch = Watch([])
    time.sleep(1)
    return [f"before anything was measured, {one}" for one in watch.disturbances()]
