"""``python -m benchmarks.figures [--orders 1000000]``: what each report costs of a year of so many orders.

A database of its own, the dashboard alone in this process. Orders are copied in (COPY), counted by the same statement
as ever, and each report is asked of all stores: of a fortnight, of a year, and of today while it is busy. Every
answer has to come within 300 ms.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from random import Random
from statistics import median
from typing import Any
from uuid import UUID, uuid5

from benchmarks.servers import own_servers

BAR_MS = 300.0
STORES, DAYS, COURIERS = 10, 365, 12
LAST = date(2026, 11, 30)
PRODUCTS = [f"PIZZA_{number}" for number in range(30)]
_IDS = UUID("7a0c8f52-0a44-5a0e-8a6e-2f5b0b0b7f10")
_COLUMNS = (
    "order_id, number, store_id, service, channel, status, sequence, total, captured, currency, courier_id,"
    " courier_name, promised_from, promised_to, placed_at, ended_at, business_date, booked_on, method, stars, lines,"
    " deals, stages, sale, customer_key"
)


def main() -> int:
    """Fills a database, measures, and says whether every report was there in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5, help="each report is asked")
    given = parser.parse_args()
    with _database():
        seconds = _filled(given.orders)
        sys.stdout.write(
            f"{given.orders:,} orders of {STORES} stores and {DAYS} days, counted in {seconds:.0f} s\n"
        )
        worst = max(_measured(given.times))
    sys.stdout.write(f"the slowest report takes {worst:.0f} ms of {BAR_MS:.0f}\n")
    return int(worst > BAR_MS)


@contextmanager
def _database() -> Iterator[None]:
    with own_servers("figures") as (_, variables):
        own = {
            "DJANGO_SETTINGS_MODULE": "dominos.settings",
            "LOG_LEVEL": "ERROR",
            "DOMINOS_APPS": "dashboard",
        }
        os.environ.update(variables | own)
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        import_module(settings.ROOT_URLCONF)  # as it is now, however long filling takes
        yield


def _store(number: int) -> UUID:
    return uuid5(_IDS, f"store {number}")


def _filled(orders: int) -> float:
    """How long counting took, in seconds."""
    from django.db import connection

    from apps.dashboard.models import BoardStore
    from apps.dashboard.use_cases.day_figures import refresh_all

    for number in range(STORES):
        BoardStore.objects.create(
            store_id=_store(number), code=f"S-{number}", name="Store", timezone="Europe/Helsinki"
        )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY dashboard_boardorder ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for row in _rows(orders):
            copy.write_row(row)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    refresh_all()
    return time.monotonic() - begun


def _rows(orders: int) -> Iterator[list[Any]]:
    dice = Random(17)
    for number in range(orders):
        day = LAST - timedelta(days=number % DAYS)
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC) + timedelta(minutes=dice.randrange(600))
        total, store = dice.randrange(900, 6000), dice.randrange(STORES)
        lines = [
            {"product": product, "name": product.title(), "quantity": 1, "total": total // 2}
            for product in dice.sample(PRODUCTS, 2)
        ]
        deals = [{"code": "FIVE", "name": "Five off", "discount": 500}] if dice.random() < 0.3 else []
        sale = {"food": total - total // 8 - 100, "tax": total // 8, "tip": 100}
        stages = {"queue": 120, "make": 240, "oven": 420, "rack": 60, "drive": dice.randrange(300, 1200)}
        courier = dice.randrange(COURIERS)
        yield [
            uuid5(_IDS, f"order {number}"),
            f"{day}#{number}",
            _store(store),
            "DELIVERY",
            dice.choice(("web", "app", "phone", "counter")),
            "COMPLETED",
            9,
            total,
            total,
            "EUR",
            uuid5(_IDS, f"courier {store} {courier}"),
            f"Courier {courier}",
            at + timedelta(minutes=20),
            at + timedelta(minutes=30),
            at,
            at + timedelta(minutes=dice.randrange(18, 34)),
            day,
            day,
            dice.choice(("card", "cash")),
            dice.choice((None, 3, 4, 5)),
            json.dumps(lines),
            json.dumps(deals),
            json.dumps(stages),
            json.dumps(sale),
            uuid5(_IDS, f"customer {dice.randrange(orders // 6 + 1)}"),
        ]


def _measured(times: int) -> Iterator[float]:
    """The median milliseconds of each report, which it prints."""
    from apps.dashboard.domain.reports import Subject
    from dominos.kernel.auth import Role
    from dominos.kernel.testing.api import client, principal

    admin = client(principal(Role.ADMIN))
    year, fortnight = LAST - timedelta(days=DAYS - 1), LAST - timedelta(days=13)
    spans = {
        "a fortnight": {"first": fortnight, "last": LAST},
        "a year by month": {"first": year, "last": LAST, "by": "month"},
        "a year by day": {"first": year, "last": LAST, "by": "day"},
    }
    for subject in Subject:
        for name, asked in spans.items():
            yield _took(admin, f"/api/v1/dashboard/reports/{subject}", asked, f"{subject}, {name}", times)
    _touch_today()
    yield _took(admin, "/api/v1/dashboard/reports/sales", spans["a fortnight"], "sales, today changed", 1)


def _touch_today() -> None:
    """An order of each store changes, so that its day is counted before it is read."""
    from apps.dashboard.models import BoardOrder

    for number in range(STORES):
        order = BoardOrder.objects.filter(store_id=_store(number), business_date=LAST).first()
        assert order is not None
        BoardOrder.objects.filter(pk=order.pk).update(stars=5)


def _took(caller: Any, path: str, asked: dict[str, Any], name: str, times: int) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = caller.get(path, asked)
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.content
    milliseconds = median(took)
    sys.stdout.write(f"{name:<40}{milliseconds:>8.0f} ms\n")
    return milliseconds


if __name__ == "__main__":
    raise SystemExit(main())
