"""The platform's real processes, killed at random and started again."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import redis
from django.conf import settings

from dominos.development.ports import free_port
from tests.system.processes import kill, spawn

VICTIMS = {"worker": 4, "web": 2, "one of web": 4, "one of worker": 4, "realtime": 2, "beat": 1, "broker": 3}
"""What dies how often; `one of` is a child process, and the broker forgets all it has been given."""
LIMITS = ("ANONYMOUS", "CUSTOMER", "COURIER", "STAFF", "SIGN_IN", "SIGN_IN_ADDRESS", "GUEST_TOKENS")


class Processes:
    """web, realtime, two workers and beat; `port` and `realtime_port` are where they answer."""

    def __init__(self, folder: Path, rng: Random) -> None:
        self.rng, self.counts = rng, Counter[str]()
        self.port, self.realtime_port = free_port(), free_port()
        self.health = {"web": free_port(), "realtime": free_port()}
        self._folder, self._lock = folder, threading.Lock()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("web", "realtime", "worker", "worker 2", "beat"):
            self._start(name)

    def _start(self, name: str) -> None:
        role = name.split()[0]
        variables = {
            "PORT": str(self.port if role == "web" else self.realtime_port),
            "HEALTH_PORT": str(self.health.get(role, 0)),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "BEAT_SCHEDULE": str(self._folder / "beat"),
            "WEB_WORKERS": "2",
            "WORKER_PROCESSES": "2",
            "DISPATCH": "celery",
            "BUS_GRACE": "2",
            "EMAIL_FILE_PATH": str(self._folder / "mail"),
            **{f"THROTTLE_{who}": "1000000/min" for who in LIMITS},
            **{f"UNPAID_ORDERS_OF_{what}": "1000000" for what in ("CONTACT", "CLIENT")},
        }
        self._processes[name] = spawn("-m", "dominos.serve", role, **variables)

    def kill_at_random(self, seconds: float, every: float) -> None:
        """Kills something again and again for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(self.rng.expovariate(1 / every))
            self._kill_something(self.rng.choices(list(VICTIMS), list(VICTIMS.values()))[0])

    def _kill_something(self, victim: str) -> None:
        self.counts[f"killed: {victim}" if victim != "broker" else "broker flushed"] += 1
        if victim == "broker":
            redis.Redis.from_url(settings.REDIS_URL).flushdb()
        elif victim.startswith("one of "):
            self._kill_a_child(self._named(victim.removeprefix("one of ")))
        else:
            name = self._named(victim)
            with self._lock:
                kill(self._processes[name])
                self._start(name)

    def _named(self, role: str) -> str:
        return self.rng.choice([name for name in self._processes if name.split()[0] == role])

    def _kill_a_child(self, name: str) -> None:
        pid = self._processes[name].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        children = [child for child in children if Path(f"/proc/{child}/comm").read_text() != "health\n"]
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(self.rng.choice(children)), signal.SIGKILL)

    def stop(self) -> None:
        """All of them, at once."""
        for process in self._processes.values():
            kill(process)
