"""``manage.py restore FOLDER``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.backups import BackupError, restore


class Command(BaseCommand):
    help = "Fills an empty database and the folder of uploaded files from a backup."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The backup's folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Tells each step."""
        try:
            manifest = restore(folder, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"restored: what release {manifest.release} wrote at {manifest.made_at}")
