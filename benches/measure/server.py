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
    """A program with the environment it runs in."""

    def __init__(self, name, program, listen, env=None, lines=False):
        self.name, self.program, self.listen, self.env, self.lines = name, program, listen, env or {}, lines

    def environment(self, address):
        """This process's environment, and what tells the server where to listen."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RUNA")}
        return {**kept, **self.env, self.listen: address}


class Server:
    """A running server, pinned, its standard output in a file."""

    def __init__(self, kind, directory, prefix=()):
        self.kind = kind
        self.address = f"127.0.0.1:{free_port()}"
        self.log = os.path.join(directory, f"{kind.name.replace(' ', '-')}.log")
        command = machine.pinned(machine.SERVER_CORE, [*prefix, kind.program])
        with open(self.log, "ab") as out, open(self.log + ".err", "ab") as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=kind.environment(self.address)
            )
        RUNNING.append(self)
        self.pid = self.process.pid
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
            # The timers of an idle runtime stay below this.
            if now - last < 100_000:
                return now
            last = now
        return last

    def take_lines(self):
        """How many lines were logged since the last call. The file is emptied: the server appends."""
        with open(self.log, "rb") as lines:
            count = sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
        os.truncate(self.log, 0)
        return count

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


def end_all():
    """Ends whatever still runs, by its process id."""
    for server in list(RUNNING):
        server.end()
