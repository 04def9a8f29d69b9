"""Commands that write a committed document from the code it describes."""

from abc import abstractmethod
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedDocument(BaseCommand):
    """Writes `text()` to `path`; with `--check` only compares, and fails if the file says something else."""

    path: Path
    requires_system_checks: list[str] = []

    @abstractmethod
    def text(self) -> str:
        """What the file should hold."""

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` and `--to`."""
        parser.add_argument("--check", action="store_true", help="fail if the file is not fresh")
        parser.add_argument("--to", type=Path, default=self.path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes or compares."""
        path: Path = options["to"]
        if not options["check"]:
            path.write_text(self.text())
        elif not path.exists() or path.read_text() != self.text():
            raise CommandError(f"{path} is stale: run manage.py {type(self).__module__.rpartition('.')[2]}")
