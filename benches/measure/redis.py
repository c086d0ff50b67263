"""A redis-server of the run: on a free port, with the load on its core, its data in the run's folder."""

import os
import socket
import subprocess
import time

import machine
from server import RUNNING, free_port


class Redis:
    """A running redis-server that writes what it takes to the disk once a second, as is customary."""

    def __init__(self, directory, pinned=True):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        home = os.path.join(directory, f"redis-{self.port}")
        os.makedirs(home)
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", home, "--save", ""]
        command += ["--appendonly", "yes", "--appendfsync", "everysec"]
        command = machine.pinned(machine.LOAD_CORE, command) if pinned else machine.tied(command)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.pid = self.process.pid
        RUNNING.append(self)
        until = time.monotonic() + 20
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit("redis-server does not answer")
            time.sleep(0.01)

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as stream:
                stream.sendall(b"PING\r\n")
                return stream.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def end(self):
        """Ends it; what it holds is of no further use."""
        if self in RUNNING:
            RUNNING.remove(self)
        self.process.kill()
        self.process.wait()
