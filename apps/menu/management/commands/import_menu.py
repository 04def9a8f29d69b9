"""``manage.py import_menu FILE [TRANSLATION ...] --store CODE``: imports a menu file for a store and publishes it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.menu.catalogues.imports.importer import Imported, import_menu
from dominos.kernel.errors import DomainError


class Command(BaseCommand):
    help = (
        "Imports a store menu (JSON with Products, Variants, Toppings, ...) and publishes it for the store."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "translations", type=Path, nargs="*", help="files of the same menu in other languages"
        )
        parser.add_argument("--store", required=True, metavar="CODE", help="the code of the store")

    def handle(self, *, file: Path, translations: list[Path], store: str, **_options: Any) -> None:
        source, *others = map(_read, (file, *translations))
        try:
            imported = import_menu(source, store_code=store, translations=others)
        except DomainError as error:
            raise CommandError(error.detail) from error
        self._show(imported)

    def _show(self, imported: Imported) -> None:
        for kind, count in imported.taken.items():
            self.stdout.write(f"{count:6} {kind}")
        self.stdout.write(f"{len(imported.lines):6} not taken as they are")
        for line in imported.lines:
            self.stdout.write(f"       {line}")
        change = "sells by" if imported.is_changed else "nothing changed; sells by"
        self.stdout.write(f"{change} version {imported.version}")


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"cannot read {file}: {error}") from error
