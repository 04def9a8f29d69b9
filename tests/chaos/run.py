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
from django.conf import settings
from uuid_utils import compat

from apps.orders.domain.saga import SagaState, Signal
from apps.orders.domain.states import FINAL
from apps.orders.lifecycle import payment_events
from apps.orders.models import Order, OrderHistory, OrderSaga
from apps.payments.gateways import guarded
from apps.payments.gateways.embedded import webhooks as gateway_webhooks
from apps.payments.processing.stale_payments import check_due
from dominos.celery import app as celery
from dominos.kernel import clock, live, resilience
from dominos.kernel.clock import now
from dominos.kernel.messaging import outbox
from dominos.kernel.services.registry import preserved, provide, provided
from dominos.kernel.testing.emptying import empty_database
from tests.chaos import timers
from tests.chaos.audit import audit
from tests.chaos.edges import QUIET, STORM, Asked, BadLine, Broker, Faults, Post, World
from tests.chaos.simulation import Ids, Simulation
from tests.chaos.stories.customer import customer
from tests.chaos.stories.kitchen import closing_time
from tests.chaos.stories.life import METHODS, Life, one_of
from tests.chaos.timers import MONEY
from tests.chaos.town import Town, found_town

type Plant = Callable[[pytest.MonkeyPatch], None]
BEGIN = datetime(2026, 11, 22, 9, tzinfo=UTC)
REPORTS = {("orders.order_advanced", "payments"), ("delivery.eta_changed", "orders")}
ORDERS_A_SECOND = 2.0
LONGEST_CHECK = 90_000.0  # a day, in which the gateway is asked about disputes
OUTAGE_EVERY, OUTAGE_LASTS = 80, 15


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
        patch.setattr(live, "_publisher", lambda: Nobody)
        patch.setitem(guarded.ADAPTERS, "embedded", lambda: BadLine(world))
        patch.setattr(gateway_webhooks.httpx, "Client", Post(world))
        patch.setattr(payment_events, "react", _counting(world, payment_events.react))
        stack.enter_context(preserved())
        for name in ("orders", "stores"):
            contract, implementation = provided()[name]
            provide(contract, Asked(world, implementation))
        for cached in (resilience.breaker, guarded.gateway_of):
            cached.cache_clear()
            stack.callback(cached.cache_clear)
        stamina.set_testing(True, attempts=guarded.ATTEMPTS)
        stack.callback(stamina.set_testing, False)
        stack.enter_context(world.simulation.crashes.installed())
        yield world


class Nobody:
    """Follows on a websocket."""

    @staticmethod
    def publish(channel: str, message: bytes) -> None:
        pass


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
    timers.start(world.simulation)
    _plan_outages(world, at)
    world.simulation.run()


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
    timers.settle(world.simulation)
    for order in Order.objects.exclude(status__in=FINAL).order_by("id"):
        shop = next(shop for shop in town.shops if shop.id == order.store_id)
        who = next(one for one in town.customers if one.id == order.customer_id)
        life = Life(world, town, shop, who, order.method, order.id)
        world.simulation.tell(closing_time(life))
    timers.start(world.simulation)
    world.simulation.run()
    timers.settle(world.simulation)
    world.simulation.pass_time(world.simulation.seconds + LONGEST_CHECK)
    while check_due():
        timers.settle(world.simulation)
