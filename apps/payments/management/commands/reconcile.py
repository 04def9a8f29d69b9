"""``manage.py reconcile --day YYYY-MM-DD``: whether ledger, payments, orders and gateway agree to the cent."""

from collections import defaultdict
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.ledger.orders import list_unpaid
from apps.payments.ledger.reconciliation import Figures, Row, reconcile
from apps.payments.processing.attempts import PROMISED
from dominos.kernel.money import Money

LAYOUT = "{:<7} {:<9} {:<13} {:>16} {:>16} {:>16} {:>16}"


class Command(BaseCommand):
    help = "Compares ledger, payments, orders and the gateway's record of a day (UTC); fails with the differences."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")

    def handle(self, *, day: date, **_options: Any) -> None:
        count, different = 0, []
        sums: dict[tuple[str, str], list[Figures]] = defaultdict(lambda: [Figures()] * 4)
        for row in reconcile(day):
            count += 1
            _add(sums, row)
            if row.differences:
                different.append(row)
        self.stdout.write(f"{day} (UTC): {count} payments")
        self._table(sums)
        for row in different:
            self.stdout.write(f"{row.payment_id} {row.order_number}: {'; '.join(row.differences)}")
        unpaid = list_unpaid(day)
        for order in unpaid:
            self.stdout.write(f"{order}: completed without a payment")
        if different or unpaid:
            raise CommandError(f"{len(different) + len(unpaid)} payments differ")
        self.stdout.write("0 differences")

    def _table(self, sums: dict[tuple[str, str], list[Figures]]) -> None:
        self.stdout.write(
            LAYOUT.format("method", "currency", "figure", "ledger", "payments", "gateway", "orders")
        )
        for (method, currency), records in sorted(sums.items()):
            for field in fields(Figures):
                amounts = [str(Money(getattr(record, field.name), currency)) for record in records]
                if method in PROMISED:
                    amounts[2] = "-"
                if field.name != "captured":
                    amounts[3] = "-"
                figure = field.name.replace("_", " ")
                self.stdout.write(LAYOUT.format(method, currency, figure, *amounts))


def _add(sums: dict[tuple[str, str], list[Figures]], row: Row) -> None:
    if row.method == "none":
        return
    key = (row.method, row.currency)
    records = (row.ledger, row.payments, row.gateway or Figures(), row.orders or Figures())
    sums[key] = [total + record for total, record in zip(sums[key], records, strict=True)]
