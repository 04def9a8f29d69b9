"""Every device dies, in whatever state an order is: two hours later it is over or waits for somebody, to the cent."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import pytest

from apps.delivery.tasks import dispatch, sweep_eta
from apps.delivery.use_cases import conversations, delivery_steps
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.attention import ON_THE_WAY
from apps.orders.tasks import move_overdue_windows, tell_of_attention
from apps.stores.contract.types import ServiceMethod
from tests.chaos import timers
from tests.chaos.audit import audit
from tests.chaos.fault_run import BEGIN, simulated_town
from tests.chaos.scenarios.changes import revisions
from tests.chaos.scenarios.courier import LAST_DELIVERY, courier
from tests.chaos.scenarios.journey import Journey
from tests.chaos.scenarios.kitchen import hand_over_step
from tests.chaos.scenarios.make_line import COOKING, cook
from tests.chaos.scenarios.payment import CASH, GOOD, attempt_step
from tests.chaos.scenarios.placement import place
from tests.chaos.simulation import Scenario
from tests.chaos.town import Size

pytestmark = pytest.mark.django_db(transaction=True)
TOWN = Size(shops=1, couriers=24)
TWO_HOURS = 2 * 60 * 60
LASTS = {(state, method) for state, methods, _ in ON_THE_WAY for method in methods} | {
    (OrderStatus.COMPLETED, method) for method in ServiceMethod
}
"""Where an order can be when the devices die, and by which service."""


@dataclass(slots=True)
class LastJourney(Journey):
    """One in which all goes as it mostly does, until the order is `last`; then nobody does anything any more."""

    last: OrderStatus | None = None
    is_silent: bool = False

    def chance(self, share: float) -> bool:
        return share > 0.5

    def begin(self, scenario: Scenario, after: float) -> None:
        Journey.begin(self, self.alive(scenario), after)

    def alive(self, scenario: Scenario) -> Scenario:
        """The scenario up to then."""
        outcome = None
        while not self.is_over():
            try:
                step = scenario.send(outcome)
            except StopIteration:
                return
            outcome = yield step

    def is_over(self) -> bool:
        """Whether the devices are dead."""
        self.is_silent = self.is_silent or (self.order_id is not None and self.status() == self.last)
        return self.is_silent


def whole(journey: LastJourney, means: str) -> Scenario:
    """An order as it is meant to go, changed on its way where that is what comes last."""
    yield from place(journey)
    yield attempt_step(journey, means)
    while journey.status() == OrderStatus.PENDING_PAYMENT:
        yield journey.pause(20)
    if journey.last == OrderStatus.REVISION_PENDING:
        yield from revisions(journey)
    if journey.method is ServiceMethod.DELIVERY:
        journey.begin(on_the_road(journey), 20)
    yield from cook(journey, COOKING)
    if journey.method is not ServiceMethod.DELIVERY:
        yield hand_over_step(journey)


def on_the_road(journey: LastJourney) -> Scenario:
    """The courier's part, up to the door that nobody opens where that is what comes last."""
    if journey.last not in (OrderStatus.ARRIVED, OrderStatus.DELIVERY_FAILED):
        yield from courier(journey, 200)
        return
    way, outcome = courier(journey, 200), None
    while (delivery := LAST_DELIVERY.get(journey.order_id)) is None or delivery.status != "ARRIVED":
        outcome = yield way.send(outcome)
    while journey.status() != OrderStatus.ARRIVED:
        yield 1.0
    for _ in range(2):
        yield partial(conversations.warn_courier_unread, delivery.courier_id, delivery.id)
        yield 301.0
    yield partial(delivery_steps.fail, delivery.courier_id, delivery.id, "nobody opens")


def test_with_every_device_dead_orders_and_books_agree(monkeypatch):
    with simulated_town(monkeypatch, 5, TOWN) as (world, town):
        journeys = []
        for (last, method), means in product(sorted(LASTS), (GOOD, CASH)):
            shop = selling(town.shops[0], is_ahead=last == OrderStatus.SCHEDULED)
            journey = LastJourney(world, town, shop, town.customers[0], method, last=last)
            world.simulation.start(journey.alive(whole(journey, means)))
            journeys.append(journey)
        timers.start(world.simulation)
        world.simulation.run()
        missed = {(one.last, one.method) for one in journeys if not one.is_over()}
        assert not missed, "no device died there"
        timers.look_for(
            world.simulation, TWO_HOURS, (tell_of_attention, move_overdue_windows, dispatch, sweep_eta)
        )
        wrong = audit(BEGIN, is_silent=True)
    assert not wrong, "\n".join(wrong)


def selling(shop, *, is_ahead):
    """The shop with its quotes of things for a time ahead only, or for now, that couriers take cash for."""
    quotes = {
        method: tuple(quote for quote in found if (quote.scheduled_for is not None) == is_ahead)[:3]
        for method, found in shop.quotes.items()
    }
    return replace(shop, quotes=quotes)
