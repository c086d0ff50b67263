"""Instances and jobs: what goes through Redis, or through memory. Program and Redis have the whole machine."""

import json
import os
import socket
import subprocess
import time

import machine
from redis import Redis

INSTANCES = 1000
# An hour: nobody expires meanwhile.
FAR = 3_600_000


def _program(target, name, stage, env, redis):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RUNA")}
    env = {**kept, "RUNA_STAGE": stage, **({"REDIS_URL": redis.url} if redis else {}), **env}
    command = machine.tied([os.path.join(target, "release", name)])
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=env)


def _answer(process):
    out, _ = process.communicate(timeout=60)
    if process.returncode:
        raise SystemExit(f"{process.args[-1]} ended with {process.returncode}: {out}")
    return json.loads(out.strip().splitlines()[-1])


def jobs_a_second(target, directory, stage, jobs, runs):
    """Jobs a second of each run, in a fresh process with an empty store."""
    rates = []
    for _ in range(runs):
        redis = Redis(directory, pinned=False) if stage == "redis" else None
        answer = _answer(_program(target, "jobs", stage, {"JOBS": str(jobs)}, redis))
        rates.append(answer["jobs"] / answer["seconds"])
        if redis:
            redis.end()
    return rates


def list_ms(target, directory, lists):
    """Milliseconds of each list. One instance is real; the others are made from what it has written of itself."""
    redis = Redis(directory, pinned=False)
    process = _program(target, "instances", "redis", {"INSTANCES": str(INSTANCES), "LISTS": str(lists)}, redis)
    try:
        with socket.create_connection(("127.0.0.1", redis.port), 10) as stream:
            _clone(Commands(stream), INSTANCES - 1)
        return _answer(process)["list_ms"]
    finally:
        process.kill()
        process.wait()
        redis.end()


def _clone(redis, count):
    until = time.monotonic() + 20
    while not (keys := [key for key in redis.ask("KEYS", "*:instances") if key]):
        if time.monotonic() > until:
            raise SystemExit("the instance does not make itself known")
        time.sleep(0.02)
    instances = keys[0]
    beats = instances.removesuffix("instances") + "beats"
    name, value = redis.ask("HGETALL", instances)[:2]
    until = int(float(redis.ask("ZSCORE", beats, name))) + FAR
    for number in range(count):
        # As long as a real one, and like no other.
        clone = f"{name[:-4]}x{number:03}"
        redis.ask("HSET", instances, clone, value)
        redis.ask("ZADD", beats, str(until), clone)


class Commands:
    """As much of Redis's protocol as is needed here."""

    def __init__(self, stream):
        self.stream, self.lines = stream, stream.makefile("rb")

    def ask(self, *words):
        """One command, and its answer."""
        parts = [word.encode() for word in words]
        text = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self.stream.sendall(b"*%d\r\n%s" % (len(parts), text))
        return self._answer()

    def _answer(self):
        kind, rest = (line := self.lines.readline().strip())[:1], line[1:].decode()
        if kind == b"*":
            return [self._answer() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else self.lines.read(int(rest) + 2)[:-2].decode()
        if kind == b"-":
            raise SystemExit(f"redis: {rest}")
        return rest
