"""``python -m benchmarks.growth [--orders 200000] [--out docs/growth.md]``: the same work on few and on many orders.

The platform is booted once and takes a few orders from sign-up to review. Copies of them fill two databases, five
hundred a day, one twenty days long and one as long as asked for (a million orders take about 18 GB). The same calls are
then made by turns on both, in this process with all its handlers; what counts is processor time, of this process and of
the database, and the pages the database touched, so that a busy machine does not blur it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from benchmarks.growth.copies import Growth, Pattern, grow, pattern_of
from benchmarks.platform.stage import UNLIMITED, on_ports_of_its_own
from benchmarks.servers import own_servers, serve_everybody_at_once
from dominos.development import State, platform_running

A_DAY = 500
SIZES = ("growth_few", "growth_many")


def main() -> None:
    """Grows both databases, measures, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200_000, help="in the larger database")
    parser.add_argument("--few", type=int, default=10_000, help="in the smaller one")
    parser.add_argument("--patterns", type=int, default=2, help="real orders that are copied")
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--out", type=Path, help="a Markdown file to write the page to")
    given = parser.parse_args()
    with _servers() as (state, url):
        orders = _real_orders(state, given.patterns)
        serve_everybody_at_once(url)
        import django

        django.setup()
        from benchmarks.growth.measurements import measure
        from benchmarks.growth.report import page

        sizes = {
            name: _grown(url, name, Growth(count, A_DAY), orders)
            for name, count in zip(SIZES, (given.few, given.orders), strict=True)
        }
        found = measure(SIZES, given.repetitions)
    text = page(found, sizes, " ".join(["python -m benchmarks.growth", *sys.argv[1:]]))
    sys.stdout.write(text)
    if given.out is not None:
        given.out.write_text(text)


@contextmanager
def _servers() -> Iterator[tuple[State, str]]:
    """PostgreSQL and Valkey of their own; where they are, and the URL of the platform's database."""
    with own_servers("growth") as (state, given):
        os.environ.update(
            given | UNLIMITED | {"LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "dominos.settings"}
        )
        yield state, given["DATABASE_URL"]


def _real_orders(state: State, count: int) -> list[UUID]:
    from dominos.demo.journey import one_order
    from dominos.demo.world import World

    on_ports_of_its_own(state)
    with platform_running(state, variables=UNLIMITED) as platform:
        world = World(
            web=platform.web,
            realtime=platform.realtime,
            mailbox=state.data / "mail",
            downloads=state.data,
            say=lambda who, what: None,
        )
        return [one_order(world).order.id for _ in range(count)]


def _grown(url: str, name: str, growth: Growth, orders: list[UUID]) -> dict[str, int]:
    """Makes a database of this name and size; the rows added to each table."""
    from django.conf import settings

    parts = urlsplit(url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{parts.path.removeprefix("/")}"')
    grown = parts._replace(path=f"/{name}").geturl()
    with psycopg.connect(grown, autocommit=True) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", [", ".join(settings.ALL_APPS)])
        patterns: list[Pattern] = [pattern_of(connection, settings.ALL_APPS, order) for order in orders]
    added = {}
    for table, rows in grow(grown, settings.ALL_APPS, patterns, growth):
        added[table] = rows
        sys.stderr.write(f"{name}: {rows:,} rows of {table}\n")
    return added


if __name__ == "__main__":
    main()
