"""``python -m benchmarks.geo [FILE.osm.pbf]``: loads a city and prints what each question costs, in milliseconds."""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path


def main() -> None:
    """Runs every measurement in a transaction that is rolled back; only the loaded city stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    file = parser.parse_args().file
    _set_up()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", "geo", verbosity=0)
    started = time.perf_counter()
    call_command("load_city", *([str(file)] if file else []))
    _print("load_city", [time.perf_counter() - started])
    with transaction.atomic():
        _measure(file)
        transaction.set_rollback(True)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    import django

    from dominos.development import environment

    os.environ.update(environment())
    django.setup()


def _measure(file: Path | None) -> None:
    from apps.geo.contract.service import GeoService
    from apps.geo.tests.address_samples import draw, misspell
    from apps.geo.use_cases.city_loader import demo_extract
    from dominos.kernel.services import service

    rng, geo = random.Random(1), service(GeoService)
    samples = draw(file or demo_extract(), 300, seed=1)
    for edits in (0, 1, 2):
        typed = [misspell(sample.typed, edits, rng) for sample in samples]
        _time(f"geocode, {edits} typos", typed, lambda text: geo.geocode(query=text))
    _time(
        "suggest",
        [sample.typed[: rng.randint(3, 12)] for sample in samples],
        lambda text: geo.suggest(prefix=text),
    )
    points = [sample.point for sample in samples]
    _time("reverse", points, lambda point: geo.reverse(point=point))
    for profile in ("bicycle", "car"):
        pairs = list(pairwise(points))
        _time(
            f"route, {profile}",
            pairs,
            lambda pair, p=profile: geo.route(origin=pair[0], destination=pair[1], profile=p),
        )
    square = tuple(points[:100])
    _time("matrix 100x100", [square] * 5, lambda all: geo.matrix(origins=all, destinations=all))
    _add_stores(rng)
    _time("nearest of 5,000 stores", points, lambda point: geo.nearest_stores(point=point))
    _time("locate in 1,000 zones", points, lambda point: _located(geo, point))


def _located(geo: object, point: object) -> None:
    from apps.geo.contract.errors import OutOfZone

    try:
        geo.locate(point=point)  # type: ignore[attr-defined]
    except OutOfZone:
        return


def _add_stores(rng: random.Random) -> None:
    from apps.geo.models import DeliveryZone, StorePoint
    from dominos.kernel.ids import new_id

    stores = [
        StorePoint(
            store_id=new_id(), name=str(at), lat=rng.uniform(59, 61), lon=rng.uniform(23, 26), currency="EUR",
            services=["DELIVERY", "CARRYOUT"],
        )
        for at in range(5_000)
    ]  # fmt: skip
    StorePoint.objects.bulk_create(stores)
    zones = [
        DeliveryZone(
            store_id=store.store_id, name="Zone", kind="circle", currency="EUR",
            shape={"center": [store.lon, store.lat], "radius_m": 5_000},
        )
        for store in stores[:1_000]
    ]  # fmt: skip
    DeliveryZone.objects.bulk_create(zones)


def _time[T](what: str, inputs: Sequence[T], ask: Callable[[T], object]) -> None:
    ask(inputs[0])
    seconds = []
    for item in inputs:
        started = time.perf_counter()
        ask(item)
        seconds.append(time.perf_counter() - started)
    _print(what, seconds)


def _print(what: str, seconds: Sequence[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    sys.stdout.write(f"{what:26} median {statistics.median(ordered) * 1e3:8.2f}  p95 {p95 * 1e3:8.2f} ms\n")


if __name__ == "__main__":
    main()
