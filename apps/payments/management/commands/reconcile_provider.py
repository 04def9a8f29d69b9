"""``manage.py reconcile_provider NAME FILE --first DAY --last DAY``: whether a provider wants what was booked."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.ledger.provider_statements import COLUMNS, NotAStatement, compare, read_statement


class Command(BaseCommand):
    help = (
        "Compares a delivery provider's statement, a CSV file with the columns "
        f"{', '.join(COLUMNS)} (minor units), with what was booked; fails with the differences."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("provider")
        parser.add_argument("file", type=Path)
        for day in ("--first", "--last"):
            parser.add_argument(day, type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")

    def handle(self, *, provider: str, file: Path, first: date, last: date, **_options: Any) -> None:
        if last < first:
            raise CommandError("the last day is before the first")
        try:
            with file.open(encoding="utf-8-sig", newline="") as text:
                statement = read_statement(provider, text)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except NotAStatement as wrong:
            raise CommandError(str(wrong)) from wrong
        found = list(compare(statement, first, last))
        self.stdout.write(
            f"{provider}, {first} to {last} (UTC): {len(statement.lines)} jobs on the statement"
        )
        for each in found:
            where = f"line {each.line}" if each.line else "not listed"
            self.stdout.write(f"{where}, {each.job_id}: {each.why}")
        if found:
            raise CommandError(f"{len(found)} differences")
        self.stdout.write("0 differences")
