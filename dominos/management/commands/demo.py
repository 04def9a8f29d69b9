"""`manage.py demo`: boots the platform and drives one whole order through its public interfaces."""

import os
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.apps_enabled import ROOT
from dominos.demo import report
from dominos.demo.journey import one_order
from dominos.demo.span_picture import picture
from dominos.demo.world import World
from dominos.development import State, platform_running
from dominos.development.layout import Layout
from dominos.development.platform import running_platform
from dominos.gateway.shape import Name
from dominos.kernel.clock import now
from dominos.kernel.telemetry.collector import Collector


class Command(BaseCommand):
    help = "Boots the platform (unless it runs), drives one order from sign-up to review, and stops what it started."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shape", choices=["monolith", "split"], default="monolith")
        parser.add_argument(
            "--through-gateway", action="store_true", help="everybody comes through Envoy (always when split)"
        )

        parser.add_argument(
            "--traces", type=Path, help="a file (SVG) for a picture of what a few calls caused"
        )

    def handle(self, *, shape: Name, through_gateway: bool, traces: Path | None, **_: Any) -> None:
        if traces is None:
            self._demo(shape, through_gateway=through_gateway)
            return
        with Collector().running() as collector:
            os.environ |= {"OTLP_URL": collector.url, "GATEWAY_OTLP_URL": collector.url, "OTLP_SHARE": "1"}
            self._demo(shape, through_gateway=True)
            traces.write_text(picture(collector.traces()))

    def _demo(self, shape: Name, *, through_gateway: bool) -> None:
        started = time.monotonic()
        state = State()
        if running := running_platform(state):
            self._order(running, started)
            return
        self.stdout.write("booting the platform (the first time: migrations, map and menu) ...")
        is_split = shape == "split"
        layout = Layout(shape, has_gateway=through_gateway or is_split, workers=1 if is_split else 2)
        with platform_running(state, layout=layout) as platform:
            self.stdout.write(f"  web {platform.web}, realtime {platform.realtime}")
            self._order(platform, started)
        self.stdout.write(f"stopped; {time.monotonic() - started:.0f} s in all")

    def _order(self, platform: Any, started: float) -> None:
        data = Path(platform.variables["DATA_DIR"])
        world = World(
            web=platform.web,
            realtime=platform.realtime,
            mailbox=Path(platform.variables_of("notifications")["DATA_DIR"]) / "mail",
            downloads=data / "downloads",
            say=lambda who, what: self._say(started, who, what),
        )
        try:
            outcome = one_order(world)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)
            step = next((f.name for f in reversed(place) if f.filename.endswith("journey.py")), "?")
            raise CommandError(f"failed in {step}: {error}; logs in {platform.state.logs}") from error
        self.stdout.write("")
        for line in report.lines(outcome):
            self.stdout.write(line)
        self.stdout.write("")
        self._reconcile(platform)

    def _reconcile(self, platform: Any) -> None:
        """Whether everybody's books agree about the day, as an operator asks."""
        day = now().date().isoformat()
        command = [sys.executable, "manage.py", "reconcile", "--day", day]
        asked = subprocess.run(  # noqa: S603
            command,
            env=dict(platform.variables_of("payments")),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        self.stdout.write(asked.stdout)
        if asked.returncode:
            raise CommandError(f"the books differ: {asked.stderr.strip().splitlines()[-1]}")

    def _say(self, started: float, who: str, what: str) -> None:
        self.stdout.write(f"{time.monotonic() - started:7.1f} s  {who:<9} {what}")
        self.stdout.flush()
