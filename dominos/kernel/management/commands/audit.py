"""`manage.py audit`: whether the logs are as they were written, what stands in them, and how far they reach."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dominos.kernel.audit.sealing import anchors, entries, lines, seal
from dominos.kernel.audit.verification import anchor_line, verify
from dominos.kernel.management.instants import instant
from dominos.kernel.messaging.topology import installed_apps

ANCHORED = "audit anchored"


class Command(BaseCommand):
    help = "Verifies each app's audit log, exports it as JSON lines, prints its anchors, seals what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verifying = actions.add_parser(
            "verify", help="name each row that was changed, deleted or put in by SQL"
        )
        verifying.add_argument(
            "--anchors", type=Path, help="anchors kept elsewhere: JSON lines of `anchors`, or the log's"
        )
        exporting = actions.add_parser("export", help="the entries as JSON lines, oldest first")
        exporting.add_argument("--since", type=instant, help="only what happened since, ISO 8601")
        exporting.add_argument("--kind", default="", help="only kinds that begin so, as in users.sign_in")
        exporting.add_argument("--by", default="", help="only what this person did, by identifier")
        exporting.add_argument(
            "--about", default="", help="only what happened to this row, as in users.user:ID"
        )
        anchoring = actions.add_parser("anchors", help="the anchors as JSON lines, to be kept elsewhere")
        sealing = actions.add_parser("seal", help="seal what waits now, and anchor")
        for action in (verifying, exporting, anchoring, sealing):
            action.add_argument("--app", choices=installed_apps())

    def handle(self, *, action: str, app: str | None, **options: Any) -> None:
        apps = [app] if app else list(installed_apps())
        getattr(self, f"_{action}")(apps, options)

    def _verify(self, apps: list[str], options: dict[str, Any]) -> None:
        kept = list(_read(options["anchors"])) if options["anchors"] else []
        found = [line for app in apps for line in verify(app, kept)]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} entries are not as they were written")
        self.stdout.write(f"{sum(entries(app).count() for app in apps)} entries are as they were written")

    def _export(self, apps: list[str], options: dict[str, Any]) -> None:
        wanted = {
            "at__gte": options["since"],
            "kind__startswith": options["kind"],
            "actor_id": options["by"],
            "about": options["about"],
        }
        chosen = {name: value for name, value in wanted.items() if value}
        for app in apps:
            for line in lines(app, entries(app).filter(**chosen)):
                self.stdout.write(line, ending="")

    def _anchors(self, apps: list[str], options: dict[str, Any]) -> None:
        for app in apps:
            for row in anchors(app).order_by("day"):
                self.stdout.write(json.dumps(anchor_line(app, row)))

    def _seal(self, apps: list[str], options: dict[str, Any]) -> None:
        self.stdout.write(f"{sum(map(seal, apps))} entries sealed")


def _read(file: Path) -> Iterator[dict[str, Any]]:
    """The anchors among JSON lines, which may be those of a whole log."""
    for line in file.read_text().splitlines():
        if line.lstrip().startswith("{"):
            found = json.loads(line)
            if found.get("event", ANCHORED) == ANCHORED and "signature" in found:
                yield found
