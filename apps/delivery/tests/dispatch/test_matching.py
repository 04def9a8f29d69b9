"""The assignment against every possible assignment, on towns small enough to list them all."""

import itertools
import random

import pytest

from apps.delivery.dispatch.engine import plan
from apps.delivery.tests.dispatch.builders import courier, order, snapshot, store, straight


def pickups(town, pairs):
    total = 0.0
    stores = {s.id: s for s in town.stores}
    for o, c in pairs:
        drive = straight([c.place], [stores[o.store].place])[0][0]
        arrive = max(c.free_at, town.now) + drive if drive else c.free_at
        total += max(arrive + 2, o.ready, town.now)
    return total


@pytest.mark.parametrize("seed", range(15))
def test_no_other_pairing_picks_up_much_earlier(seed):
    """The engine also weighs driving and waiting food, so it may give away little, but never a minute per order."""
    dice = random.Random(seed)
    stores = [store(f"s{i}", dice.randrange(25), dice.randrange(25)) for i in range(4)]
    orders = [order(f"o{i}", f"s{i}", dice.randrange(25), ready=dice.randrange(15)) for i in range(4)]
    couriers = [
        courier(f"c{i}", dice.randrange(25), dice.randrange(25), free_at=dice.randrange(10)) for i in range(5)
    ]
    town = snapshot(orders, couriers, stores)
    matched = [(found.bundle.orders[0], found.courier) for found in plan(town, couriers)]
    assert len(matched) == len(orders)
    best = min(pickups(town, zip(orders, some, strict=True)) for some in itertools.permutations(couriers, 4))
    assert pickups(town, matched) <= best + len(orders)
