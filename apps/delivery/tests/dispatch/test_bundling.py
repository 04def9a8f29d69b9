"""The tour arithmetic, and insertion against every possible grouping."""

import itertools
import random

import pytest

from apps.delivery.dispatch.bundling import Economy, StoreTours, bundle_orders
from apps.delivery.dispatch.types import Parameters, Place
from apps.delivery.tests.dispatch.builders import order, straight

PARAMETERS = Parameters()


def tours_of(orders):
    places = [Place(0, 0), *(o.drop for o in orders)]
    return StoreTours(0, orders, straight(places, places), PARAMETERS)


def test_a_tour_counts_two_minutes_before_and_after_every_stop():
    bundle = tours_of([order("a", "s", 5), order("b", "s", 9)]).bundle([0, 1])
    assert bundle.drop_after == (2 + 5 + 2, 2 + 5 + 2 + 2 + 4 + 2)
    assert bundle.direct == (9, 13)
    assert bundle.detour == 4
    assert bundle.duration == 19


def price(bundles, orders, economy):
    total = 0.0
    for bundle in bundles:
        pickup = max(max(o.ready, economy.earliest) for o in bundle.orders)
        for o, after, direct in zip(bundle.orders, bundle.drop_after, bundle.direct, strict=True):
            total += pickup + after - max(o.ready, economy.earliest) - direct
        total += economy.minute_value * (bundle.drop_after[-1] + economy.approach)
    return total


def groupings(items):
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for size in range(len(rest) + 1):
        for others in itertools.combinations(rest, size):
            left = [item for item in rest if item not in others]
            for sequence in itertools.permutations([first, *others]):
                for more in groupings(left):
                    yield [list(sequence), *more]


@pytest.mark.parametrize("minute_value", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("seed", range(8))
def test_insertion_stays_close_to_the_best_grouping(seed, minute_value):
    dice = random.Random(seed)
    orders = [
        order(f"o{i}", "s", dice.randrange(-12, 12), dice.randrange(-12, 12), ready=dice.randrange(10))
        for i in range(4)
    ]
    tours, economy = tours_of(orders), Economy(now=0, earliest=3, approach=8, minute_value=minute_value)
    best = min(
        price([tours.bundle(run) for run in runs], orders, economy)
        for runs in groupings(list(range(len(orders))))
    )
    bundles = bundle_orders(tours, economy)
    assert sorted(o.id for b in bundles for o in b.orders) == [o.id for o in orders]
    assert price(bundles, orders, economy) <= best * 1.2 + 1e-6


def test_a_run_has_at_most_so_many_orders():
    orders = [order(f"o{i}", "s", 10) for i in range(7)]
    bundles = bundle_orders(tours_of(orders), Economy(now=0, earliest=0, approach=8, minute_value=50))
    assert max(len(b.orders) for b in bundles) == PARAMETERS.max_bundle
