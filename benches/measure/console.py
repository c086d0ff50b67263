"""What the console costs the process while somebody watches."""

import json
import os
import statistics
import subprocess
import urllib.error
import urllib.request

import machine
from kinds import TOKEN
from server import Server, rest

MOUNT = "/_console"
RATE = 1000


class _Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it: its cookie is what is wanted."""

    def redirect_request(self, *_):
        return None


def sign_in(server):
    """The cookie that the token is exchanged for."""
    base = f"http://{server.address}"
    ask = urllib.request.Request(
        f"{base}{MOUNT}/sign-in",
        data=f"token={TOKEN}".encode(),
        headers={"Origin": base, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"},
    )
    try:
        answer = urllib.request.build_opener(_Stay).open(ask, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    cookie = answer.headers.get("Set-Cookie")
    if not cookie:
        raise SystemExit(f"the console did not take the token: {answer.status} {answer.read()[:200]}")
    return cookie.split(";")[0]


class Viewer:
    """A page that shows the console, on the load's core."""

    def __init__(self, client, server, page, seconds):
        command = [client, "watch", "--to", server.address, "--path", f"{MOUNT}/live/{page}"]
        command += ["--header", f"Cookie: {sign_in(server)}", "--seconds", str(seconds)]
        self.process = subprocess.Popen(
            machine.pinned(machine.LOAD_CORE, command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def saw(self):
        """How many events came."""
        out, err = self.process.communicate()
        if self.process.returncode:
            raise SystemExit(err.strip())
        return json.loads(out)["events"]


def _slice(server, load, seconds):
    """CPU time by time, of a server that is asked."""
    before = server.settled_cpu_ns()
    answer = load.rate([server], seconds, RATE)[0]
    return (machine.cpu_ns(server.pid) - before) / 1e9 / answer["seconds"]


def run(kind, page, load, directory, seconds, turns, beside):
    """Shares of a core that watching costs (one a turn), the MiB it costs, events a second, and disturbances."""
    alone, watched = Server(kind, directory), Server(kind, os.path.join(directory, "watched"))
    shares, events, disturbances = [], [], []
    for server in (alone, watched):
        load.rate([server], 1, RATE)
    rest([alone, watched], 1)
    for turn in range(turns):
        watch = machine.Watch([alone, watched], beside)
        took = {}
        for server in (alone, watched) if turn % 2 else (watched, alone):
            # It comes before the first request and stays until after the last.
            viewer = Viewer(load.client, server, page, seconds + 1.5) if server is watched else None
            took[server] = _slice(server, load, seconds)
            if viewer:
                events.append(viewer.saw() / (seconds + 1.5))
        shares.append(took[watched] - took[alone])
        if reasons := watch.disturbances():
            disturbances.append("; ".join(reasons))
    if not all(events):
        raise SystemExit("whoever watched the console saw nothing")
    mib = (machine.resident_kib(watched.pid) - machine.resident_kib(alone.pid)) / 1024
    for server in (alone, watched):
        server.end()
    return shares, mib, statistics.median(events), disturbances
