"""`manage.py simulate_city`: a Friday night in the loaded city, decided by the functions that run live; with `--live`,
an evening on the running platform, by people who use its public interfaces."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.delivery.queries.market import rules
from dominos.management.loaded_city import NoCity, loaded_town
from dominos.simulation import report
from dominos.simulation.estimates import Kept
from dominos.simulation.figures import NightFigures, figures_of
from dominos.simulation.picture import draw
from dominos.simulation.play import Played, play
from dominos.simulation.providers import COMPANIES, fewer_couriers
from dominos.simulation.scenario import Night, evening
from dominos.simulation.town import Town

EVENING_BEFORE = 0.4
"""The share of the night's orders that the evening before had."""


class Command(BaseCommand):
    help = "Plays a seeded Friday night: orders, kitchens and couriers on real roads, decided as it is live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, help="default 2000, 200 when live")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--stores", type=int, default=5, help="how many, where the chain has none (default 5)"
        )
        parser.add_argument(
            "--fairness", type=float, nargs="+", metavar="MINUTES", help="play with each of these and compare"
        )
        parser.add_argument(
            "--fewer-couriers",
            type=float,
            metavar="SHARE",
            help="what it does to the night, and what providers do",
        )
        parser.add_argument(
            "--document", type=Path, help="write the report here, its picture beside it (.svg)"
        )

        live = parser.add_argument_group("live")
        live.add_argument(
            "--live", action="store_true", help="people order, bake and ride on what `make run` runs"
        )
        live.add_argument("--minutes", type=float, default=60.0, help="of the city, in which they order (60)")
        live.add_argument("--speed", type=float, default=10.0, help="seconds of the city in one (10)")

    def handle(self, **options: Any) -> None:
        if options["orders"] is None:
            options["orders"] = 200 if options["live"] else 2_000
        if options["orders"] < 1 or options["stores"] < 1:
            raise CommandError("a night needs an order and a store")
        if not all(0 <= value < inf for value in options["fairness"] or ()):
            raise CommandError("fairness is in minutes, 0 or more")
        if not 0 <= (options["fewer_couriers"] or 0) < 1:
            raise CommandError("a share lies between 0 and 1")
        if options["document"] and not options["document"].absolute().parent.is_dir():
            raise CommandError(f"there is no folder for {options['document']}")
        if options["live"]:
            self._live(options)
            return
        started = time.perf_counter(), time.process_time()
        try:
            town = loaded_town(options["seed"], options["stores"])
        except NoCity as error:
            raise CommandError(str(error)) from error
        if options["fewer_couriers"]:
            self.stdout.write(report.providers_table(list(_short_nights(town, options))))
        else:
            self._report(town.name, self._nights(town, options), options)
        took, worked = time.perf_counter() - started[0], time.process_time() - started[1]
        self.stderr.write(f"{took:.1f} s, {worked:.1f} s of processor time")

    def _live(self, options: dict[str, Any]) -> None:
        from dominos.demo.living.city import City, Evening, live
        from dominos.development import State
        from dominos.development.platform import running_platform

        if not (0 < options["minutes"] <= 24 * 60 and 0 < options["speed"] <= 600):
            raise CommandError("an evening lasts up to a day, and goes by up to 600 times as fast")
        platform = running_platform(State())
        if platform is None:
            raise CommandError("the platform does not run: make run (make run LIVE=1 does both)")
        evening = Evening(options["seed"], options["orders"], options["minutes"], options["speed"])
        city = City(platform.web, platform.realtime, evening, say=self._say)
        for line in live(city).lines():
            self.stdout.write(line)

    def _say(self, who: str, what: str) -> None:
        self.stdout.write(f"[city] {who:<9}{what}")
        self.stdout.flush()

    def _nights(self, town: Town, options: dict[str, Any]) -> list[tuple[float, Played]]:
        """The night with each fairness asked for, after one evening before it."""
        market = rules()
        night, kept = _night(town, options)
        return [
            (value, play(night, town.roads, replace(market, fairness=value), kept.a_day_later()))
            for value in options["fairness"] or [market.fairness]
        ]

    def _report(self, city: str, nights: Sequence[tuple[float, Played]], options: dict[str, Any]) -> None:
        measured = [(value, figures_of(played)) for value, played in nights]
        (_, played), (_, figures) = nights[0], measured[0]
        fairness = report.fairness_table(measured) if len(measured) > 1 else ""
        for line in _lines(city, options["seed"], played, figures, fairness):
            self.stdout.write(line)
        if path := options["document"]:
            path.write_text(
                report.document(city, options["seed"], played, figures, fairness), encoding="utf-8"
            )
            path.with_suffix(".svg").write_text(draw(figures), encoding="utf-8")
            self.stdout.write(f"\nwritten: {path}, {path.with_suffix('.svg')}")


def _night(town: Town, options: dict[str, Any]) -> tuple[Night, Kept]:
    """The night, and what the platform has kept of the evening before it."""
    orders, seed, scene = options["orders"], options["seed"], (town.sites, town.served, town.drives)
    before = evening(seed + 1, round(EVENING_BEFORE * orders), *scene)
    return evening(seed, orders, *scene), play(before, town.roads, rules()).kept


def _short_nights(town: Town, options: dict[str, Any]) -> Iterator[tuple[str, Played, NightFigures]]:
    """The night with all couriers, with fewer, and with fewer and what other companies bring."""
    night, kept = _night(town, options)
    short = fewer_couriers(night, options["fewer_couriers"])
    for name, players, companies in (
        ("all", night, ()),
        ("fewer", short, ()),
        ("fewer, and providers", short, COMPANIES),
    ):
        played = play(players, town.roads, rules(), kept.a_day_later(), companies)
        yield name, played, figures_of(played)


def _lines(city: str, seed: int, played: Played, figures: NightFigures, fairness: str) -> Iterator[str]:
    yield f"A Friday night in {city}, seed {seed}\n"
    yield report.hours_table(figures)
    yield ""
    yield from report.completions_lines(figures)
    yield ""
    yield from report.events_lines(played, figures)
    yield "\nMinutes from the end of the window shown at placement to the hand-over:"
    yield from report.lateness_bars(figures)
    if fairness:
        yield f"\n{fairness}"
