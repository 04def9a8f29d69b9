"""One run: a storm of orders from one seed, then healing until nothing is due, then the audit."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pybreaker
import pytest
import redis
import stamina
from django.apps import apps
from django.conf import settings
from django.db.models import Min
from uuid_utils import compat

from apps.delivery.actions.offers import expire_offers
from apps.orders import settling
from apps.orders.models import Order, OrderHistory, OrderSaga
from apps.orders.saga import SagaState, Signal
from apps.orders.states import FINAL
from apps.orders.tasks import release_scheduled, sweep_deadlines
from apps.payments.gateways import selected
from apps.payments.gateways.embedded import webhooks as gateway_webhooks
from apps.payments.gateways.embedded.models import EmbeddedEvent
from apps.payments.models import Operation, Payment, WebhookEvent
from apps.payments.operations import perform_due
from apps.payments.sweeping import check_due
from apps.payments.webhooks import handle_due
from dominos.celery import app as celery
from dominos.kernel import clock, resilience
from dominos.kernel.clock import now
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.relay import relay
from dominos.kernel.services import registry
from dominos.kernel.testing.emptying import empty_database
from tests.chaos import stories
from tests.chaos.audit import audit
from tests.chaos.edges import QUIET, STORM, Asked, BadLine, Broker, Faults, Post, World
from tests.chaos.simulation import Ids, Simulation
from tests.chaos.stories import METHODS, Life, customer, one_of
from tests.chaos.town import Town, found_town

type Plant = Callable[[pytest.MonkeyPatch], None]
BEGIN = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONEY = ("orders", "payments", "delivery")
REPORTS = {("orders.order_advanced", "payments"), ("delivery.eta_changed", "orders")}
ORDERS_A_SECOND = 0.7
TIMERS: dict[float, tuple[Callable[[], Any], ...]] = {
    5.0: (*(partial(relay, app) for app in MONEY), sweep_deadlines),
    10.0: (perform_due, handle_due, gateway_webhooks.deliver_due, expire_offers, release_scheduled),
    30.0: (check_due,),
}
LONGEST_CHECK = 90_000.0  # a day, in which the gateway is asked about disputes
OUTAGE_EVERY, OUTAGE_LASTS = 200, 30


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run; `trace` names every order's whole way, `wrong` what the audit found."""

    seed: int
    orders: int
    seconds: float
    ends: Counter[tuple[str, str]]
    counts: Counter[str]
    met: Counter[tuple[SagaState, Signal]]
    trace: list[tuple[Any, ...]]
    wrong: list[str]


def one_run(
    patch: pytest.MonkeyPatch, seed: int, orders: int, *, faults: Faults = STORM, plant: Plant | None = None
) -> Result:
    """A storm of so many orders, the healing, the audit. `plant` may spoil the product first."""
    empty_database()
    with patch.context() as patch, storm_proof(patch, seed) as (world, town):
        if plant is not None:
            plant(patch)
        rage(world, town, orders, faults)
        heal(world, town)
        return result_of(world, seed, BEGIN)


def result_of(world: World, seed: int, begin: datetime) -> Result:
    """What the records say after the healing."""
    trace = list(OrderHistory.objects.order_by("id").values_list("order_id", "action", "actor", "at"))
    return Result(
        seed=seed,
        orders=Order.objects.count(),
        seconds=world.simulation.seconds,
        ends=Counter(Order.objects.values_list("status", "saga__state")),
        counts=world.counts,
        met=world.met,
        trace=trace,
        wrong=audit(begin),
    )


class _Now(datetime):
    """The breakers' clock."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return now()


@contextmanager
def storm_proof(patch: pytest.MonkeyPatch, seed: int) -> Iterator[tuple[World, Town]]:
    """The town in virtual time, its edges in the hands of the simulation."""
    with virtual_time(patch, seed, BEGIN) as stopped:
        town = found_town()
        with simulated_edges(patch, seed, stopped) as world:
            yield world, town


@contextmanager
def virtual_time(patch: pytest.MonkeyPatch, seed: int, begin: datetime) -> Iterator[clock.StoppedClock]:
    """Clock, identifiers and dice of this process are the seed's."""
    with clock.stopped(begin) as stopped:
        patch.setattr(compat, "uuid7", Ids(seed, stopped))
        patch.setattr(pybreaker, "datetime", _Now)
        random.seed(seed)
        yield stopped


@contextmanager
def simulated_edges(patch: pytest.MonkeyPatch, seed: int, stopped: clock.StoppedClock) -> Iterator[World]:
    """Broker, gateway, webhooks and questions to others go through the simulation, and any process may die."""
    world = World(Simulation(seed, stopped))
    with ExitStack() as stack:
        logging.disable(logging.CRITICAL)
        stack.callback(logging.disable, logging.NOTSET)
        redis.Redis.from_url(settings.REDIS_URL).flushdb()
        patch.setattr(settings, "BUS_DISPATCH", "celery")
        patch.setattr(settings, "THROTTLE_RATES", dict.fromkeys(settings.THROTTLE_RATES, "1000000/min"))
        patch.setattr(celery, "send_task", Broker(world).send_task)
        patch.setattr(outbox, "receivers_of", _only_money(outbox.receivers_of))
        patch.setitem(selected.ADAPTERS, "embedded", lambda: BadLine(world))
        patch.setattr(gateway_webhooks.httpx, "Client", Post(world))
        patch.setattr(settling, "react", _counting(world, settling.react))
        for contract, service in list(registry._provided.items()):
            if contract.name in ("orders", "stores"):
                patch.setitem(registry._provided, contract, Asked(world, service))
        for cached in (resilience.breaker, selected.gateway_of):
            cached.cache_clear()
            stack.callback(cached.cache_clear)
        stamina.set_testing(True, attempts=selected.ATTEMPTS)
        stack.callback(stamina.set_testing, False)
        stack.enter_context(world.simulation.crashes.installed())
        yield world


def _only_money(receivers_of: Callable[[str, int], tuple[str, ...]]) -> Callable[[str, int], tuple[str, ...]]:
    """Leaves out who only reads along: it moves neither orders nor money, and takes half of the time."""
    return lambda type, version: tuple(
        app for app in receivers_of(type, version) if app in MONEY and (type, app) not in REPORTS
    )


def _counting(
    world: World, react: Callable[[OrderSaga, Signal], None]
) -> Callable[[OrderSaga, Signal], None]:
    def counted(saga: OrderSaga, signal: Signal) -> None:
        world.met[SagaState(saga.state), signal] += 1
        react(saga, signal)

    return counted


def rage(world: World, town: Town, orders: int, faults: Faults = STORM) -> None:
    """All the orders' stories, many at once, under faults."""
    world.weather(faults)
    at, rng = 0.0, world.rng
    for _ in range(orders):
        shop, who = rng.choice(town.shops), rng.choice(town.customers)
        world.simulation.tell(customer(Life(world, town, shop, who, one_of(rng, METHODS))), at)
        at += rng.expovariate(ORDERS_A_SECOND)
    _start_timers(world)
    _plan_outages(world, at)
    world.simulation.run()


def _start_timers(world: World) -> None:
    for seconds, deeds in TIMERS.items():
        for deed in deeds:
            world.simulation.every(seconds, deed)


def _plan_outages(world: World, seconds: float) -> None:
    """Times without broker, without gateway, and moments in which the broker forgets everything."""
    at = 0.0
    while (at := at + world.rng.expovariate(1 / OUTAGE_EVERY)) < seconds:
        name = world.rng.choice(("broker_down", "gateway_down", "flush"))
        world.simulation.later(at, partial(_outage, world, name))


def _outage(world: World, name: str) -> None:
    world.counts[f"outage: {name}"] += 1
    if name == "flush":
        world.epoch += 1
        return
    setattr(world, name, True)
    world.simulation.later(world.rng.expovariate(1 / OUTAGE_LASTS), lambda: setattr(world, name, False))


def heal(world: World, town: Town) -> None:
    """No more faults: people finish what they left, timers run until nothing is due any more."""
    world.weather(QUIET)
    settle(world)
    for order in Order.objects.exclude(status__in=FINAL).order_by("id"):
        shop = next(shop for shop in town.shops if shop.id == order.store_id)
        who = next(one for one in town.customers if one.id == order.customer_id)
        life = Life(world, town, shop, who, order.method, order.id)
        world.simulation.tell(stories.closing_time(life))
    _start_timers(world)
    world.simulation.run()
    settle(world)
    world.simulation.pass_time(world.simulation.seconds + LONGEST_CHECK)
    while check_due():
        settle(world)


def settle(world: World, rounds: int = 2000) -> None:
    """Lets the timers work from one thing due to the next."""
    world.simulation.run()
    for _ in range(rounds):
        due = next_due()
        if due is None:
            return
        world.simulation.pass_time(world.simulation.seconds + max((due - now()).total_seconds(), 0) + 0.1)
        for deeds in TIMERS.values():
            for deed in deeds:
                world.simulation.act(deed)
        world.simulation.run()
    raise AssertionError(f"still due after {rounds} rounds: {due}")


def next_due() -> datetime | None:
    """When something is to be done next by itself."""
    found = [
        OrderSaga.objects.aggregate(at=Min("deadline_at"))["at"],
        Operation.objects.filter(status="PENDING").aggregate(at=Min("due_at"))["at"],
        WebhookEvent.objects.filter(handled_at=None).aggregate(at=Min("due_at"))["at"],
        EmbeddedEvent.objects.filter(delivered_at=None).aggregate(at=Min("due_at"))["at"],
        Payment.objects.exclude(status__in=("AUTHORIZED", "CHARGEBACK")).aggregate(at=Min("check_at"))["at"],
        *(
            apps.get_model(app, "OutboxDelivery")
            .objects.filter(done_at=None, dead_at=None)
            .aggregate(at=Min("due_at"))["at"]
            for app in MONEY
        ),
    ]
    return min((at for at in found if at is not None), default=None)
