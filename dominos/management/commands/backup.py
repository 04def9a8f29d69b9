"""``manage.py backup FOLDER``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.backups import BackupError, back_up


class Command(BaseCommand):
    help = "Writes every schema of the database, as of one moment, and all uploaded files into a new folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The backup's folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_options: Any) -> None:
        """Tells each step."""
        try:
            manifest = back_up(folder, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{folder} is written: release {manifest.release}, {manifest.made_at}, {len(manifest.files)} files"
        )
