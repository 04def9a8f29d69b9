"""What every test of the project starts from, and which tests are slow."""

import os
from collections.abc import Generator
from functools import cache
from itertools import cycle, groupby
from pathlib import Path

import pytest
from django.db import connections

from dominos.development import databases

pytest_plugins = ["dominos.kernel.testing.fixtures"]

HERE = Path(__file__).parent
SLOW = [
    *(HERE / "tests" / name for name in ("chaos", "split", "browser")),
    *(
        HERE / "tests/system" / f"test_{name}.py"
        for name in (
            "bus_faults",
            "embedded",
            "journey",
            "budget",
            "roles",
            "road",
            "business_day",
            "old_clients",
            "fuzz",
            "access",
            "packaging",
            "backup",
            "forgetting",
        )
    ),
    HERE / "tests/architecture/test_linter.py",
    HERE / "apps/delivery/tests/test_rush.py",
    HERE / "apps/delivery/tests/dispatch/test_public_instances.py",
    HERE / "apps/geo/tests/test_accuracy.py",
    HERE / "apps/geo/tests/test_loading.py",
    HERE / "tests/simulation",
]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Marks whole files and folders, and whatever drives a browser; slow tests begin, once all others are in order."""
    for item in items:
        if place_of(item.path) < len(SLOW) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    yield
    if processes := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 0)):
        items[:] = slow_first(items, processes)


def slow_first(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Has each process begin with its part of the slow files: what is quick is shared out better at the end.

    xdist gives each process as many tests, those that stand together.
    """
    hands: list[list[pytest.Item]] = [[] for _ in range(processes)]
    slow = [item for item in items if item.get_closest_marker("slow")]
    for hand, (_, of_file) in zip(cycle(hands), groupby(sorted(slow, key=_turn), key=_turn), strict=False):
        hand.extend(of_file)
    quick = [item for item in items if not item.get_closest_marker("slow")]
    for number, hand in enumerate(hands):
        share = (len(items) - sum(map(len, hands[:number]))) // (processes - number)
        missing = max(0, share - len(hand))
        hand += quick[:missing]
        del quick[:missing]
    return [item for hand in hands for item in hand]


def _turn(item: pytest.Item) -> tuple[int, str]:
    """Slow files in the order of SLOW; of a fault run each seed by itself."""
    return place_of(item.path), item.nodeid if item.path.name == "test_chaos.py" else str(item.path)


@cache
def place_of(path: Path) -> int:
    """Where in SLOW the file or a folder of it stands, else its end. Thousands of tests stand in hundreds of files."""
    places = {path, *path.parents}
    return next((number for number, place in enumerate(SLOW) if place in places), len(SLOW))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker) -> None:
    """This process's test database is a copy of one that was migrated."""
    with django_db_blocker.unblock():
        connections.settings["default"]["TEST"]["TEMPLATE"] = databases.migrated()
