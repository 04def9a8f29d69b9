"""`manage.py drill`: brings faults about on a platform that runs, and looks at what it does and tells."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.development import State
from dominos.development.drills.table import DRILLS, EVERYTHING, Drill, table
from dominos.development.errors import EmbeddedError
from dominos.development.layout import Layout
from dominos.development.neighbours import NEIGHBOURS
from dominos.development.platform import Platform, platform_running, running_platform
from dominos.development.processes import ProcessRecord, wait_until
from dominos.development.prometheus import Watcher, watching

TOLD_SECONDS, QUIET_SECONDS, WELL_SECONDS = 60.0, 180.0, 120.0


@dataclass(slots=True)
class Outcome:
    """How a drill went: seconds until it was told and until all was well again, and what was not as the table says."""

    told: float = 0
    well: float = 0
    wrong: list[str] = field(default_factory=list)


class Command(BaseCommand):
    help = (
        "Practises faults on the platform of this machine (manage.py up --neighbours), or on one of its own, one after"
        " the other."
    )
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
        # Told to end, it ends the fault first.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with _platform() as platform:
            if wrong := self._practise_all(platform, wanted):
                raise CommandError("\n".join(wrong))
            if all:
                call_command("demo")

    def _practise_all(self, platform: Platform, wanted: Sequence[Drill]) -> list[str]:
        """What was not as the table says; a line is written for each drill."""
        found = []
        self._say("| drill | told after | well again after | |\n|---|---|---|---|")
        with watching(platform) as watcher:
            for drill in wanted:
                outcome = run_drill(platform, watcher, drill)
                words = "; ".join(outcome.wrong) or "as the table says"
                self._say(f"| `{drill.name}` | {outcome.told:.1f} s | {outcome.well:.1f} s | {words} |")
                found += [f"{drill.name}: {text}" for text in outcome.wrong]
        return found

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def _platform() -> Iterator[Platform]:
    """The one that runs here, if drills can be practised on it, or else one of its own."""
    here = running_platform(State())
    if here is None:
        with platform_running(State(), layout=Layout(has_gateway=True, has_neighbours=True)) as own:
            yield own
    elif all(ProcessRecord.load(here.state, name) for name in (*NEIGHBOURS, "gateway")):
        yield here
    else:
        raise CommandError("the platform that runs here has no neighbours: manage.py up --neighbours")


def run_drill(platform: Platform, watcher: Watcher, drill: Drill) -> Outcome:
    """Brings it about, and ends it; what it has to hold to is in the table."""
    found = Outcome()
    expected = set(drill.alerts)
    try:
        if not wait_until(lambda: not expected & watcher.alerts(), seconds=QUIET_SECONDS, pause=0.5):
            found.wrong.append(f"{', '.join(drill.alerts)} already before")
            return found
        with drill.fault(platform):
            _look(platform, watcher, drill, found)
    except EmbeddedError as error:
        found.wrong.append(str(error))
    ended = time.monotonic()

    def is_well() -> bool:
        return all(probe.works(platform) for probe in EVERYTHING)

    if not wait_until(is_well, seconds=WELL_SECONDS, pause=0.5):
        missing = ", ".join(probe for probe in EVERYTHING if not probe.works(platform))
        found.wrong.append(f"not well {WELL_SECONDS:.0f} s after it ended: no {missing}")
    found.well = time.monotonic() - ended
    if not wait_until(lambda: _is_quiet(platform, watcher, drill), seconds=QUIET_SECONDS, pause=0.5):
        found.wrong.append("told all the same after it ended")
    return found


def _look(platform: Platform, watcher: Watcher, drill: Drill, found: Outcome) -> None:
    """While it lasts."""
    began, expected = time.monotonic(), set(drill.alerts)

    def is_told() -> bool:
        for probe in drill.asked:
            probe.works(platform)
        return expected <= watcher.alerts()

    if not wait_until(is_told, seconds=TOLD_SECONDS, pause=0.5):
        missing = ", ".join(sorted(expected - watcher.alerts()))
        found.wrong.append(f"nothing tells after {TOLD_SECONDS:.0f} s: {missing}")
    found.told = time.monotonic() - began
    found.wrong += [f"no {probe}" for probe in drill.works if not probe.works(platform)]
    found.wrong += [f"{probe} all the same" for probe in drill.fails if probe.works(platform)]


def _is_quiet(platform: Platform, watcher: Watcher, drill: Drill) -> bool:
    """Whether nothing of it is told any more; who was asked in vain is asked again."""
    for probe in drill.asked:
        probe.works(platform)
    return not set(drill.alerts) & watcher.alerts()
