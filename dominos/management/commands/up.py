"""Run the whole platform on this machine until it is told to stop."""

import json
import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections

from dominos.development import EmbeddedError, Platform, State, environment
from dominos.development.platform import choose_ports, platform_lock, programs, run_programs, wait_for_other
from dominos.development.supervisor import clear_leftovers

# A city that was loaded by hand stays.
_DEMO_COMMANDS: tuple[tuple[str, str, list[str]], ...] = (
    ("load_city", "loading the city", ["--keep"]),
    ("seed", "loading the demo data", []),
)


class Command(BaseCommand):
    help = "Migrate, load the demo city, and run web, realtime, worker and beat until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="processes that serve REST (default 2)")
        parser.add_argument("--seed", action="store_true", default=True, help="load the demo data (default)")
        parser.add_argument("--no-seed", action="store_false", dest="seed", help="start with what is there")

    def handle(self, *, workers: int, seed: bool, **_: Any) -> None:
        state = State()
        # A request to end while still preparing unwinds like Ctrl-C, so that the servers are stopped, too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with platform_lock(state) as free:
            if not free:
                self._introduce_running(state)
                return
            clear_leftovers(state)
            self._prepare(seed=seed)
            variables = os.environ | environment(state) | choose_ports(state)
            platform = Platform(state, variables["PUBLIC_URL"], variables["REALTIME_URL"], variables)
            self._serve(platform, workers)

    def _introduce_running(self, state: State) -> None:
        self.say("already running in another process")
        platform = wait_for_other(state)
        if platform is None:
            raise CommandError(f"it is not ready: see {state.logs}")
        self._introduce(platform)

    def _prepare(self, *, seed: bool) -> None:
        with self._step("migrating the database"):
            call_command("migrate", verbosity=0, interactive=False)
        with self._step("collecting static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
        for command, progress, options in _DEMO_COMMANDS:
            if seed and command in get_commands():
                with self._step(progress):
                    call_command(command, *options)
        connections.close_all()

    def _serve(self, platform: Platform, workers: int) -> None:
        wanted = programs(platform.state, workers=workers)
        self.say(f"starting {', '.join(program.name for program in wanted)}")
        try:
            run_programs(platform, wanted, say=self.say, announce=lambda: self._introduce(platform))
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        self.say("stopped")

    def _introduce(self, platform: Platform) -> None:
        rows = {
            "API": f"{platform.web}/api/v1/",
            "docs": f"{platform.web}/api/docs/",
            "admin": f"{platform.web}/admin/",
            "board": f"{platform.web}/board/",
            "make line": f"{platform.web}/make-line/<store id>",
            "tracker": f"{platform.web}/track/<tracking_token of an order>",
            "websockets": f"{platform.realtime}/ws/",
            "logs": str(platform.state.logs),
        }
        self.stdout.write("\n" + "\n".join(f"  {name:<15}{value}" for name, value in rows.items()))
        for line in _demo_lines(platform):
            self.stdout.write(f"  {line}")
        self.stdout.write("\n  Ctrl-C stops it.\n")
        self.stdout.flush()

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        self.say(f"{name} ...")
        yield
        self.say(f"{name}: done in {time.monotonic() - started:.1f} s")

    def say(self, line: str) -> None:
        """One line of progress."""
        self.stdout.write(f"[up] {line}")
        self.stdout.flush()


def _demo_lines(platform: Platform) -> Iterator[str]:
    """Accounts and a first order, as the seed left them in `demo.json`."""
    demo = platform.state.read("demo")
    for account in demo.get("accounts", []):
        yield f"{account.get('role', 'account'):<15}{account.get('email')}  {account.get('password')}"
    for line in demo.get("recipe", []):
        yield line.replace("{web}", platform.web).replace("{realtime}", platform.realtime)
    others = {name: value for name, value in demo.items() if name not in ("accounts", "recipe")}
    for name, value in others.items():
        yield f"{name:<15}{value if isinstance(value, str) else json.dumps(value)}"
