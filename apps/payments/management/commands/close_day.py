"""``manage.py close_day --store CODE --day YYYY-MM-DD``: a store's end-of-day report, frozen at the first call."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.invoices.pdf.day_report import render_day_report
from apps.payments.ledger.day_report import DayNotOver, DoesNotTie, close_day
from apps.payments.ledger.day_table import as_json, as_table
from apps.payments.queries.stores import find_store_id
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Store
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service

FORMATS, PDF = {"table": as_table, "json": as_json}, "pdf"


class Command(BaseCommand):
    help = "Closes a store's business day and prints its report; a closed day prints the same bytes again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", required=True, metavar="CODE", help="the store's code or id")
        parser.add_argument("--day", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--format", choices=[*FORMATS, PDF], default="table")
        parser.add_argument("--to", type=Path, metavar="FILE", help="where to write it; a PDF needs one")
        parser.add_argument("--early", action="store_true", help="although the day is not over")

    def handle(
        self, *, store: str, day: date, format: str, to: Path | None, early: bool, **_options: Any
    ) -> None:
        if format == PDF and to is None:
            raise CommandError("A PDF needs a file: --to FILE")
        try:
            report = close_day(_store(store), day, is_early=early)
        except DayNotOver as error:
            raise CommandError(
                "This business day is not over. Later sales belong to the next day; --early closes it."
            ) from error
        except DoesNotTie as error:
            raise CommandError(f"does not tie to the ledger: {error}") from error
        if to is None:
            self.stdout.write(FORMATS[format](report.document))
        elif format == PDF:
            to.write_bytes(render_day_report(report.document))
        else:
            to.write_text(FORMATS[format](report.document))


def _store(name: str) -> Store:
    """The store of this code or id."""
    try:
        found: Store = service(StoresService).get_store(store_id=find_store_id(name) or UUID(name))
    except (ValueError, NotFound):
        raise CommandError(f"There is no store {name}.") from None
    return found
