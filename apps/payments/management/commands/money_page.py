"""`manage.py money_page`: writes docs/money.md from the tables of payments, or checks that it is fresh."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.documentation import page
from dominos.apps_enabled import ROOT

PAGE = ROOT / "docs" / "money.md"


class Command(BaseCommand):
    """Writes the page; with `--check` only compares."""

    help = "Writes docs/money.md from the payment states, the accounts and the posting rules."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the page is not fresh")
        parser.add_argument("--to", type=Path, default=PAGE)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["to"]
        if not options["check"]:
            path.write_text(page())
        elif not path.exists() or path.read_text() != page():
            raise CommandError(f"{path} is stale: run manage.py money_page")
