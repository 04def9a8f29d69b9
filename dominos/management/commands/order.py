"""`manage.py order NUMBER`: an order's whole timeline, from the database and the log."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.orders.queries.order_timelines import OrderTimeline, find_timelines
from dominos.kernel.messaging.message_history import dead_letters_about, messages_about
from dominos.kernel.messaging.topology import installed_apps

type Line = tuple[datetime, str, str]
"""When, where, what."""
REQUEST = re.compile(r'"request_id": ?"([0-9a-f-]{36})"')
NOT_SAID = frozenset({"event", "logger", "level", "timestamp", "order", "order_id", "subject"})


class Command(BaseCommand):
    help = (
        "Tells what an order has been through: its moves, the messages about it and what became of each, and the"
        " lines of the log that belong to it. Where apps run apart, those of the apps of this process."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="as in 2026-11-22#14, or the order's id")
        parser.add_argument(
            "--log",
            type=Path,
            action="append",
            help="a file of JSON lines, again for more (default: this machine's)",
        )
        parser.add_argument("--no-log", action="store_true", help="only what the database knows")

    def handle(self, *, number: str, log: list[Path] | None, no_log: bool, **_: Any) -> None:
        if "orders" not in installed_apps():
            raise CommandError("orders do not run here")
        found = find_timelines(number)
        if not found:
            raise CommandError(f"there is no order {number}")
        files = [] if no_log else log or _own_logs()
        for timeline in found:
            self._tell(timeline, files)

    def _tell(self, timeline: OrderTimeline, files: Iterable[Path]) -> None:
        waits = f", {timeline.saga.lower()}" if timeline.saga else ""
        until = f" until {timeline.deadline:%Y-%m-%d %H:%M:%S}" if timeline.deadline else ""
        self.stdout.write(f"{timeline.number}  {timeline.status}{waits}{until}  ({timeline.id})")
        messages, marks = _messages(timeline)
        lines = [*_steps(timeline), *messages, *_logged(files, marks | _requests(files, str(timeline.id)))]
        for at, where, what in sorted(lines):
            self.stdout.write(f"  {at:%Y-%m-%d %H:%M:%S.%f}"[:-3] + f"  {where:<14} {what}")


def _own_logs() -> list[Path]:
    """Those of programs that `manage.py up` runs here; an image has none, its programs write to their output."""
    if find_spec("dominos.development") is None:
        return []
    state = import_module("dominos.development.state").State()
    return sorted((state.folder / "logs").glob("*.log"))


def _steps(timeline: OrderTimeline) -> Iterator[Line]:
    for step in timeline.steps:
        why = f": {step.reason}" if step.reason else ""
        yield step.at, "order", f"{step.action} -> {step.status} by {step.actor}{why}"


def _messages(timeline: OrderTimeline) -> tuple[list[Line], set[str]]:
    """The lines of all messages about the order, and what the log's lines about it name."""
    told = [
        each
        for app in installed_apps()
        for each in messages_about(app, timeline.id, "order_id", timeline.created_at)
    ]
    lines: list[Line] = []
    for each in told:
        outcomes = ", ".join(f"{receiver} {outcome}" for receiver, outcome in each.outcomes)
        lines.append((each.at, each.producer, f"tells {each.type} -> {outcomes or 'nobody'}"))
    ids: list[UUID] = [each.id for each in told]
    for app in installed_apps():
        for at, handler, type_, error in dead_letters_about(app, ids):
            lines.append((at, app, f"FAILED {handler} of {type_}: {error}"))
    return lines, {
        str(timeline.id),
        *(str(each.id) for each in told),
        *(str(each.correlation_id) for each in told),
    }


def _logged(files: Iterable[Path], marks: set[str]) -> Iterator[Line]:
    """The lines that name the order, a message about it, or a request that led to one."""
    for file in files:
        with file.open(errors="replace") as lines:
            for line in lines:
                if line.startswith("{") and any(mark in line for mark in marks) and (found := _read(line)):
                    yield found[0], file.stem, found[1]


def _requests(files: Iterable[Path], order_id: str) -> set[str]:
    """The ids of the requests that moved the order."""
    found: set[str] = set()
    for file in files:
        with file.open(errors="replace") as lines:
            for line in lines:
                if line.startswith("{") and order_id in line and "order moved" in line:
                    found.update(REQUEST.findall(line))
    return found


def _read(line: str) -> tuple[datetime, str] | None:
    try:
        content = json.loads(line)
        at = datetime.fromisoformat(content["timestamp"])
    except (ValueError, KeyError, TypeError):
        return None
    told = " ".join(f"{name}={value}" for name, value in content.items() if name not in NOT_SAID)
    return at, f"{content.get('event', '')} {told}"
