"""Fixtures of the orders tests: a world in memory, and the real ways of other apps put back afterwards."""

from collections.abc import Iterator

import pytest

from apps.orders.tests.builders import World
from dominos.kernel.services.registry import preserved


@pytest.fixture
def world() -> Iterator[World]:
    with preserved():
        made = World()
        made.provide()
        yield made


@pytest.fixture(autouse=True)
def _no_throttle(settings) -> None:
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, "100000/min")
