"""`manage.py api_changes`: what the documents change for clients since a release, and which version that needs."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from pydantic import TypeAdapter

from dominos import __version__
from dominos.apps_enabled import ROOT
from dominos.evolution import documents, messages
from dominos.evolution.levels import Change, level_of, needed_version, numbers
from dominos.evolution.schemas import Json
from dominos.kernel.messaging.messages import known_messages

DOCUMENTS = ("docs/openapi.yaml", "docs/asyncapi.yaml")


class Command(BaseCommand):
    help = (
        "Tells what changed for clients and between apps since a release; fails where the version is too low."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="a file, or a revision of git (default: the last tag v*)")

    def handle(self, *, since: str | None, **_: Any) -> None:
        since = since or _last_release()
        if since is None:
            self.stdout.write("no release yet: nothing to compare with")
            return
        released = [yaml.load(text, yaml.CSafeLoader) for text in _texts(since)]
        pairs = [
            (before, yaml.load((ROOT / _path_of(before)).read_text(), yaml.CSafeLoader))
            for before in released
        ]
        found = [change for before, after in pairs for change in _changes(before, after)]
        for change in found:
            self.stdout.write(str(change))
        self._judge(pairs, found)

    def _judge(self, pairs: Sequence[tuple[Json, Json]], found: Sequence[Change]) -> None:
        released = pairs[0][0]["info"]["version"]
        is_changed = any(before != after for before, after in pairs)
        needed = needed_version(released, level_of(found)) if is_changed else released
        self.stdout.write(f"{level_of(found).name.lower()}: {released} needs {needed}, and is {__version__}")
        if numbers(__version__) < numbers(needed):
            raise CommandError(
                f"{__version__} is too low for what changed since {released}: make it {needed}"
            )


def _changes(before: Json, after: Json) -> list[Change]:
    if "asyncapi" in before:
        return messages.changes(before, after, _read)
    return documents.changes(before, after)


def _read(payload: Json) -> None:
    """Reads what a released app has stored, as today's do. LookupError, ValueError."""
    contract = known_messages()[payload["type"], payload["version"]]
    TypeAdapter(contract).validate_python(payload["data"])


def _path_of(document: Json) -> str:
    return DOCUMENTS["asyncapi" in document]


def _last_release() -> str | None:
    return _git("describe", "--tags", "--abbrev=0", "--match", "v*") or None


def _texts(since: str) -> list[str]:
    """The documents of a release, or the one that is named."""
    if Path(since).is_file():
        return [Path(since).read_text()]
    texts = [text for path in DOCUMENTS if (text := _git("show", f"{since}:{path}"))]
    if not texts:
        raise CommandError(f"{since} is neither a file nor a revision with {DOCUMENTS[0]}")
    return texts


def _git(*arguments: str) -> str:
    asked = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return asked.stdout.strip() if asked.returncode == 0 else ""
