"""`manage.py api_changes`: what the API's document changes since the last release, and which version that needs."""

import subprocess
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.apps_enabled import ROOT
from dominos.evolution.documents import changes
from dominos.evolution.levels import level_of, needed_version, numbers

DOCUMENT = "docs/openapi.yaml"


class Command(BaseCommand):
    help = "Tells what changed for clients since a release, and fails where the document's version is too low for it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="a file, or a revision of git (default: the last tag v*)")

    def handle(self, *, since: str | None, **_: Any) -> None:
        since = since or _last_release()
        if since is None:
            self.stdout.write("no release yet: nothing to compare with")
            return
        before, after = _read(since), yaml.load((ROOT / DOCUMENT).read_text(), yaml.CSafeLoader)
        found = changes(before, after)
        for change in found:
            self.stdout.write(str(change))
        released, version = before["info"]["version"], after["info"]["version"]
        needed = needed_version(released, level_of(found)) if before != after else released
        self.stdout.write(f"{level_of(found).name.lower()}: {released} needs {needed}, and is {version}")
        if numbers(version) < numbers(needed):
            raise CommandError(f"{version} is too low for what changed since {released}: make it {needed}")


def _last_release() -> str | None:
    return _git("describe", "--tags", "--abbrev=0", "--match", "v*") or None


def _read(since: str) -> Any:
    if Path(since).is_file():
        text = Path(since).read_text()
    elif not (text := _git("show", f"{since}:{DOCUMENT}")):
        raise CommandError(f"{since} is neither a file nor a revision with {DOCUMENT}")
    return yaml.load(text, yaml.CSafeLoader)


def _git(*arguments: str) -> str:
    asked = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return asked.stdout.strip() if asked.returncode == 0 else ""
