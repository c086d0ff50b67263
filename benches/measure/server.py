"""The servers that are measured: how each is started, watched and ended."""

import os
import signal
import socket
import subprocess
import time

import machine

RUNNING = []


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Kind:
    """A program with the environment it runs in.

    `lines`: it logs a line a request to standard output. `records`: the variable that names the file of its audit
    records; `None` if it has none.
    """

    def __init__(self, name, program, listen, env=None, lines=False, records=None):
        self.name, self.program, self.listen, self.env = name, program, listen, env or {}
        self.lines, self.records = lines, records

    def environment(self, address, directory):
        """This process's environment, and what tells the server where to listen and where to write."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RUNA")}
        records = {self.records: self.path(directory, "audit")} if self.records else {}
        return {**kept, **self.env, **records, self.listen: address}

    def path(self, directory, ending):
        """A file of this kind's."""
        return os.path.join(directory, f"{self.name.replace(', ', '-').replace(' ', '-')}.{ending}")


class Server:
    """A running server, pinned, its standard output in a file."""

    def __init__(self, kind, directory, prefix=()):
        self.kind = kind
        self.address = f"127.0.0.1:{free_port()}"
        self.log = kind.path(directory, "log")
        self.records = kind.path(directory, "audit") if kind.records else None
        command = machine.pinned(machine.SERVER_CORE, [*prefix, kind.program])
        env = kind.environment(self.address, directory)
        with open(self.log, "ab") as out, open(self.log + ".err", "ab") as err:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env)
        RUNNING.append(self)
        self.pid = self.process.pid
        # Nanoseconds a second, while nobody asks.
        self.idle = 0.0
        self._answers()

    def _answers(self):
        host, port = self.address.split(":")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                with open(self.log + ".err") as err:
                    raise SystemExit(f"{self.kind.name} ended with {self.process.returncode}: {err.read().strip()}")
            try:
                with socket.create_connection((host, int(port)), 0.2):
                    return
            except OSError:
                time.sleep(0.01)
        raise SystemExit(f"{self.kind.name} does not listen on {self.address}")

    def settled_cpu_ns(self):
        """CPU time once what was asked for is done: writers of logs gather lines, and finish after the last answer."""
        last = machine.cpu_ns(self.pid)
        for _ in range(40):
            time.sleep(0.07)
            now = machine.cpu_ns(self.pid)
            # The timers of an idle process stay below this.
            if now - last < 100_000 + 2 * 0.07 * self.idle:
                return now
            last = now
        return last

    def take_lines(self):
        """How many lines were logged since the last call."""
        return _taken(self.log)

    def take_records(self):
        """How many audit records were written since the last call."""
        return _taken(self.records) if self.records else 0

    def end(self):
        """SIGTERM, and SIGKILL when that is not heard."""
        if self in RUNNING:
            RUNNING.remove(self)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _taken(path):
    """Lines of a file, which is emptied: whoever writes to it appends."""
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as lines:
        count = sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
    os.truncate(path, 0)
    return count


def rest(servers, seconds):
    """Lets the servers idle, and notes what they use meanwhile."""
    for server in servers:
        server.settled_cpu_ns()
    began, before = time.monotonic(), [machine.cpu_ns(server.pid) for server in servers]
    time.sleep(seconds)
    took = time.monotonic() - began
    for server, cpu in zip(servers, before):
        server.idle = (machine.cpu_ns(server.pid) - cpu) / took


def end_all():
    """Ends whatever still runs, by its process id."""
    for one in list(RUNNING):
        one.end()
