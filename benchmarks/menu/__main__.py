"""``python -m benchmarks.menu [--seconds S]``: what reading a menu and pricing a basket cost in one process.

Goes through the whole WSGI application (middleware, routing, view), without a socket, on a database of its own.
`/health/live` is the floor: what the application costs when the view does nothing.
"""

import argparse
import gzip
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

BATCH = 20


def main() -> None:
    """Measures on a fresh database that is dropped afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="per line")
    seconds: float = parser.parse_args().seconds
    _set_up()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        _measure(seconds)
    finally:
        runner.teardown_databases(databases)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DOMINOS_APPS", "menu,stores")
    import django

    from dominos.development import environment

    os.environ.update(environment())
    django.setup()


def _measure(seconds: float) -> None:
    from apps.menu.catalogues import demo_menu
    from apps.menu.models import Catalogue
    from apps.menu.queries import drafts, published_menus
    from apps.stores import seed as stores_seed

    store_id = stores_seed.seed()[0].id
    demo_menu.seed([store_id])
    menu = published_menus.get_menu(store_id)
    catalogue = Catalogue.objects.get()
    call = _caller()
    path = f"/api/v1/stores/{store_id}/menu"
    _print("document", f"{len(menu.body.plain):,} bytes, {len(menu.body.gzipped):,} compressed")
    _time("reading it", lambda: json.loads(menu.body.plain), seconds)
    _time("the application alone (/health/live)", lambda: call("/health/live", 200), seconds)
    _time("menu, warm, compressed", lambda: call(path, 200, HTTP_ACCEPT_ENCODING="gzip"), seconds)
    _time("menu, warm, plain", lambda: call(path, 200), seconds)
    _time("menu, 304", lambda: call(path, 304, HTTP_IF_NONE_MATCH=menu.etag), seconds)

    def cold() -> None:
        published_menus.clear_caches()
        call(path, 200, HTTP_ACCEPT_ENCODING="gzip")

    _time("menu, first of a process", cold, seconds)
    _time("document from the draft", lambda: drafts.assemble(catalogue), seconds)
    _time("compressing it", lambda: gzip.compress(menu.body.plain), seconds)
    for lines in (1, 3, 12):
        _time(f"pricing a basket of {lines}", _pricing(store_id, lines), seconds)
    _print("", "")


def _caller() -> Callable[..., None]:
    from django.core.wsgi import get_wsgi_application

    application: Any = get_wsgi_application()

    def call(path: str, status: int, **headers: str) -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            **headers,
        }
        answered = []
        body = application(environ, lambda line, _headers: answered.append(line))
        b"".join(body)
        body.close()
        if not answered[0].startswith(str(status)):
            raise SystemExit(f"{path} answered {answered[0]}")

    return call


def _pricing(store_id: UUID, count: int) -> Callable[[], object]:
    from apps.menu.contract.types import LineRequest, Part
    from apps.menu.service import LocalMenuService

    rng, menus = random.Random(1), LocalMenuService()
    lines = [
        LineRequest(
            variant=rng.choice(["14HT", "12TN", "DELUXE-14HT", "LAPLAND-12HT"]),
            quantity=1,
            options={
                topping: {rng.choice(list(Part)): Decimal(rng.choice(["0.5", "1", "2"]))}
                for topping in rng.sample(["P", "M", "O", "K", "G", "V"], 3)
            },
        )
        for _ in range(count)
    ]
    return lambda: menus.price_basket(store_id=store_id, lines=lines)


def _time(name: str, once: Callable[[], object], seconds: float) -> None:
    once()
    taken: list[float] = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        started = time.perf_counter()
        for _ in range(BATCH):
            once()
        taken.append((time.perf_counter() - started) / BATCH)
    middle = sorted(taken)[len(taken) // 2]
    _print(name, f"{middle * 1000:8.3f} ms {1 / middle:8,.0f}/s")


def _print(name: str, text: str) -> None:
    sys.stdout.write(f"{name:40} {text}\n")


if __name__ == "__main__":
    main()
