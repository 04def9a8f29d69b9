"""`manage.py drill`: brings faults about on the platform that runs here, and looks at what it does and tells."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.development import State
from dominos.development.drills import DRILLS, EVERYTHING, Drill, table
from dominos.development.platform import Platform, running_platform
from dominos.development.processes import wait_until
from dominos.development.prometheus import Watcher, watching

TOLD_SECONDS, QUIET_SECONDS, WELL_SECONDS = 60.0, 180.0, 120.0


class Command(BaseCommand):
    help = "Practises faults on the platform of this machine (manage.py up --gateway), one after the other."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="which: " + ", ".join(drill.name for drill in DRILLS))
        parser.add_argument("--all", action="store_true", help="all, and at last one whole order")
        parser.add_argument(
            "--table", action="store_true", help="only tell what is practised, and what holds"
        )

    def handle(self, *, names: list[str], all: bool, **options: Any) -> None:
        if options["table"]:
            self.stdout.write("\n".join(table()))
            return
        wanted = [drill for drill in DRILLS if all or drill.name in names]
        if not wanted or set(names) - {drill.name for drill in DRILLS}:
            raise CommandError("name drills, or --all: " + ", ".join(drill.name for drill in DRILLS))
        platform = running_platform(State())
        if platform is None or platform.groups:
            raise CommandError("no platform of one shape runs here: manage.py up --gateway")
        with watching(platform) as watcher:
            wrong = [text for drill in wanted for text in self._practise(platform, watcher, drill)]
        if wrong:
            raise CommandError("\n".join(wrong))
        if all:
            call_command("demo")

    def _practise(self, platform: Platform, watcher: Watcher, drill: Drill) -> list[str]:
        """What was not as the table says."""
        if not wait_until(lambda: not set(drill.alerts) & watcher.alerts(), seconds=QUIET_SECONDS, pause=0.5):
            return [f"{drill.name}: {', '.join(drill.alerts)} already before"]
        wrong = []
        with drill.fault(platform):
            began = time.monotonic()
            told = wait_until(lambda: set(drill.alerts) <= watcher.alerts(), seconds=TOLD_SECONDS, pause=0.5)
            after = time.monotonic() - began
            if not told:
                missing = ", ".join(sorted(set(drill.alerts) - watcher.alerts()))
                wrong.append(f"{drill.name}: nothing tells after {TOLD_SECONDS:.0f} s: {missing}")
            wrong += [f"{drill.name}: no {probe}" for probe in drill.works if not probe.works(platform)]
            wrong += [f"{drill.name}: {probe} all the same" for probe in drill.fails if probe.works(platform)]
        ended = time.monotonic()
        is_well = wait_until(
            lambda: all(probe.works(platform) for probe in EVERYTHING), seconds=WELL_SECONDS, pause=0.5
        )
        if not is_well:
            wrong.append(f"{drill.name}: not well {WELL_SECONDS:.0f} s after it ended")
        well_after = time.monotonic() - ended
        self.stdout.write(
            f"{drill.name:<17} told after {after:4.1f} s, well {well_after:4.1f} s after its end: "
            + ("; ".join(wrong) or "as it should be")
        )
        self.stdout.flush()
        return wrong
