"""Ways of asking: wrk as fast as it goes, our own client at a rate or by number."""

import contextlib
import json
import os
import subprocess

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 64
# As long as the log gathers lines, so that its writer wakes as often as without turns.
BLOCK_MS = 50


class Load:
    """What is asked for, and with which client."""

    def __init__(self, client, post=False, path=None):
        self.client, self.post = client, post
        self.path = path or ("/orders" if post else "/hello")

    def _run(self, command, env=None):
        done = subprocess.run(
            machine.pinned(machine.LOAD_CORE, command), stdout=subprocess.PIPE, text=True, check=True, env=env
        )
        answer = json.loads(done.stdout.strip().splitlines()[-1])
        if answer.get("errors"):
            raise SystemExit(f"{answer['errors']} errors: {' '.join(command)}")
        return answer

    def saturated(self, server, seconds):
        """As many requests as the server can answer."""
        env = {**os.environ, **({"BENCH_POST": "1"} if self.post else {})}
        url = f"http://{server.address}{self.path}"
        script = os.path.join(HERE, "load.lua")
        return self._run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, url], env)

    def rate(self, servers, seconds, rate=4000, block=BLOCK_MS):
        """A fixed number of requests a second, so many seconds to each server, in blocks that take turns."""
        to = [word for server in servers[1:] for word in ("--to", server.address)]
        rest = ["--seconds", str(seconds), "--rate", str(rate), "--block-ms", str(block), *to]
        answers = self._ask("rate", servers[0], rest)["servers"]
        for answer in answers:
            if answer["errors"]:
                raise SystemExit(f"{answer['errors']} errors at {rate}/s")
            answer["reached"] = answer["requests"] / seconds / rate
        return answers

    def count(self, server, requests, connections=16):
        """An exact number of requests."""
        return self._ask("count", server, ["--requests", str(requests), "--connections", str(connections)])

    @contextlib.contextmanager
    def idle(self, server, connections, fresh):
        """So many connections that stay open inside, after a request each where they are not to be `fresh`."""
        command = [self.client, "idle", "--to", server.address, "--path", self.path, "--connections", str(connections)]
        command = machine.pinned(machine.LOAD_CORE, [*command, *(["--fresh"] if fresh else [])])
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            if json.loads(process.stdout.readline() or "{}").get("open") != connections:
                raise SystemExit(f"{server.kind.name} did not take {connections} connections")
            yield
            process.stdin.close()
            still = json.loads(process.stdout.readline())["still_open"]
            if still != connections:
                raise SystemExit(f"{server.kind.name} closed {connections - still} of {connections} idle connections")
        finally:
            process.kill()
            process.wait()

    def first(self, kind, directory, address):
        """Microseconds from the start of a process to its first 200."""
        out = os.path.join(directory, "first.log")
        command = [self.client, "first", "--to", address, "--out", out, "--"]
        command += machine.pinned(machine.SERVER_CORE, [kind.program])
        return self._run(command, kind.environment(address, directory))["first_us"]

    def _ask(self, mode, server, rest):
        post = ["--post"] if self.post else []
        return self._run([self.client, mode, "--to", server.address, "--path", self.path, *post, *rest])
