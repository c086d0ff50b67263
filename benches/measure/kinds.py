"""The programs that are measured, with the environment that each runs in."""

import os

import cycles
from server import Kind

BARE = "bare"
RIVAL, RIVAL_AUDIT, RIVAL_FLUSHED = "rival", "rival, audit", "rival, audit, flushed"
# Stages of benches/stages/ops.yaml.
NOTHING, LOG_OBSERVE, AUDITED, AUDITED_SYNC = "nothing", "log_observe", "audited", "audited_sync"
# The stage of log and observe, in which lines do not say of which request they are.
NO_CONTEXT = "log_observe, without context"
ALL_BUT_CONSOLE, ALL = "all_but_console", "all"
# Whatever is a secret here need not be one.
TOKEN = "a-token-for-the-bench-alone"
KEY = "a-key-for-the-bench-alone-of-32-bytes"


class Kinds:
    """All kinds by name, and those of a measurement."""

    def __init__(self, target, servers):
        self.release = os.path.join(target, "release")
        self.servers = servers
        self.redis = None

    def one(self, name):
        """A kind by its name."""
        program = os.path.join(self.release, "rival" if name.startswith("rival") else "stages")
        if name in (BARE, cycles.CONTROL):
            return Kind(name, os.path.join(self.release, "bare"), "LISTEN")
        if name == RIVAL:
            return Kind(name, program, "LISTEN", lines=True)
        if name.startswith("rival"):
            flushed = {"AUDIT_FLUSH": "1"} if name == RIVAL_FLUSHED else {}
            return Kind(name, program, "LISTEN", flushed, lines=True, records="AUDIT_FILE")
        env = {"RUNA_STAGE": name}
        if name == NO_CONTEXT:
            env = {"RUNA_STAGE": LOG_OBSERVE, "RUNA__LOG__CONTEXT": "false"}
            return Kind(name, program, "RUNA__SERVER__LISTEN", env, lines=True)
        if name == NOTHING:
            return Kind(name, program, "RUNA__SERVER__LISTEN", env)
        if name != LOG_OBSERVE:
            env["AUDIT_KEY"] = KEY
        if name in (ALL_BUT_CONSOLE, ALL):
            env["REDIS_URL"] = self.redis.url
        if name == ALL:
            env["CONSOLE_TOKEN"] = TOKEN
        records = None if name == LOG_OBSERVE else "RUNA__AUDIT__FILE__PATH"
        return Kind(name, program, "RUNA__SERVER__LISTEN", env, lines=True, records=records)

    def some(self, *names, control=True):
        """Bare, the same again as a control, and those of the names that are asked for."""
        every = [BARE, *([cycles.CONTROL] if control else [])]
        every += [name for name in names if ("rival" if name.startswith("rival") else "runa") in self.servers]
        return [self.one(name) for name in every]
