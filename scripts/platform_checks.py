#!/usr/bin/env python
"""What Django finds wrong with the platform, whether a migration is missing, and the document of the API.

All in one process: to load the platform takes longer than each of them.
"""

import os
import sys
from collections.abc import Callable
from difflib import unified_diff
from functools import partial
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

ROOT = Path(__file__).resolve().parent.parent
KEPT, FRESH = ROOT / "docs/openapi.yaml", Path(os.environ["DOMINOS_STATE_DIR"]) / "openapi.yaml"


def check_openapi() -> None:
    """The document is what the code says, and its version high enough for what it changes."""
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(FRESH))
    before, now = KEPT.read_text(), FRESH.read_text()
    if before != now:
        sys.stdout.writelines(
            unified_diff(before.splitlines(True), now.splitlines(True), str(KEPT), str(FRESH))
        )
        raise CommandError("docs/openapi.yaml is not what the code says: make openapi")
    call_command("api_changes")


CHECKS: dict[str, Callable[[], None]] = {
    "django": partial(call_command, "check", fail_level="WARNING"),
    "migrations": partial(call_command, "makemigrations", check_changes=True, dry_run=True, skip_checks=True),
    "openapi": check_openapi,
}


def fails(name: str) -> bool:
    """Whether the check of this name finds something, and says it."""
    sys.stdout.write(f"-- {name}\n")
    try:
        CHECKS[name]()
    except (CommandError, SystemCheckError, SystemExit) as error:
        sys.stdout.write(f"-- {name}: {error}\n")
        return True
    return False


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    failed = [name for name in CHECKS if fails(name)]
    sys.exit(bool(failed))
