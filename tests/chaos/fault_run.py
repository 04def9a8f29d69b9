"""One run: orders under faults, all from one seed; then no more faults until nothing is due; then the audit."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

import pybreaker
import pytest
import redis
from django.conf import settings
from uuid_utils import compat

from apps.orders.domain.open_orders import OpenOrderRules
from apps.orders.domain.saga import SagaState, Signal
from apps.orders.domain.states import FINAL
from apps.orders.lifecycle import payment_events
from apps.orders.models import Order, OrderHistory, OrderSaga
from apps.orders.quotes import open_orders
from apps.payments.gateways import guarded
from apps.payments.gateways.embedded import webhooks as gateway_webhooks
from apps.payments.processing.stale_payments import check_due
from apps.stores.contract.types import ServiceMethod
from dominos.celery import app as celery
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.messaging import inbox, outbox
from dominos.kernel.resilience import breakers as resilience
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.services.registry import preserved, provide, provided
from dominos.kernel.sockets import pushes as live
from tests.chaos import timers
from tests.chaos.audit import audit
from tests.chaos.edges import (
    HEAVY,
    NONE,
    Broker,
    Faults,
    Queues,
    SlowService,
    UnreliableGateway,
    WebhookDelivery,
    World,
)
from tests.chaos.scenarios.customer import customer
from tests.chaos.scenarios.journey import METHODS, Journey, one_of
from tests.chaos.scenarios.kitchen import finish
from tests.chaos.simulation import Ids, Scenario, Simulation
from tests.chaos.timers import SAGA_APPS
from tests.chaos.town import LARGE_TOWN, Size, Town, make_town, town_again

BEGIN = datetime(2026, 11, 22, 9, tzinfo=UTC)
REPORTS = {("orders.order_advanced", "payments"), ("delivery.eta_changed", "orders")}
FOUNDING_SEED = 0  # the town is the same in every run, and its identifiers are none of a run's own
ORDERS_A_SECOND = 2.0
MAX_CHECK_SECONDS = 90_000.0  # a day, in which the gateway is asked about disputes
OUTAGES = ("broker_down", "gateway_down", "flush")
SECONDS_BETWEEN_OUTAGES, OUTAGE_SECONDS = 40, 15


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


def fault_run(
    patch: pytest.MonkeyPatch,
    seed: int,
    orders: int,
    *,
    faults: Faults = HEAVY,
    size: Size = LARGE_TOWN,
) -> Result:
    """So many orders under faults, the drain, the audit."""
    with patch.context() as patch, simulated_town(patch, seed, size) as (world, town):
        inject(world, town, orders, faults)
        drain(world, town)
        return result_of(world, seed, BEGIN)


def result_of(world: World, seed: int, begin: datetime) -> Result:
    """What the records say after the drain."""
    trace = list(OrderHistory.objects.order_by("id").values_list("order_id", "action", "actor", "at"))
    return Result(
        seed=seed,
        orders=Order.objects.count(),
        seconds=world.simulation.seconds,
        ends=Counter(Order.objects.values_list("status", "saga__state")),
        counts=world.counts,
        met=world.met,
        trace=trace,
        wrong=[*world.wrong, *audit(begin)],
    )


class _Now(datetime):
    """The breakers' clock."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return now()


@contextmanager
def simulated_town(patch: pytest.MonkeyPatch, seed: int, size: Size) -> Iterator[tuple[World, Town]]:
    """The town in virtual time, its edges in the hands of the simulation."""
    with patch.context() as founding, virtual_time(founding, FOUNDING_SEED, BEGIN):
        town = town_again(size, make_town)
    with virtual_time(patch, seed, BEGIN) as stopped, simulated_edges(patch, seed, stopped) as world:
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
        patch.setattr(settings, "DISPATCH", "celery")
        patch.setattr(settings, "THROTTLE_RATES", dict.fromkeys(settings.THROTTLE_RATES, "1000000/min"))
        many = OpenOrderRules(of_contact=10**6, of_client=10**6, in_cash=10**6)
        patch.setattr(open_orders, "RULES", many)
        patch.setattr(open_orders, "UNPROVED", many)
        patch.setattr(celery, "send_task", Broker(world).send_task)
        patch.setattr(outbox, "put", Queues(world).put)
        patch.setattr(outbox, "receivers_of", _without_readers(outbox.receivers_of))
        patch.setattr(live, "publish", nobody_listens)
        patch.setitem(guarded.ADAPTERS, "embedded", lambda: UnreliableGateway(world))
        patch.setattr(gateway_webhooks.httpx, "Client", WebhookDelivery(world))
        patch.setattr(payment_events, "react", _counting(world, payment_events.react))
        stack.enter_context(preserved())
        patch.setattr(inbox, "_answers", _growing_old(world, inbox._answers))
        for name in ("orders", "stores"):
            contract, implementation = provided()[name]
            provide(contract, SlowService(world, implementation))
        for cached in (resilience.breaker, guarded.gateway_of, gateway_webhooks._client):
            cached.cache_clear()
            stack.callback(cached.cache_clear)
        patch.setattr(guarded, "PAUSE", Backoff(first=timedelta(), longest=timedelta()))
        stack.enter_context(world.simulation.crashes.installed())
        yield world


def _growing_old(world: World, answers: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A handler's questions are one transaction, so others act between their answers and the handler."""

    def asked(calls: Any) -> Any:
        found = answers(calls)
        for _ in filter(None, found):
            if world.rng.random() < SlowService.SLOW:
                world.interrupted()
        return found

    return asked


def nobody_listens(channel: str, message: bytes, if_lost: Callable[[], bytes]) -> None:
    """What is published is heard by no websocket, and nobody misses it."""


def _without_readers(
    receivers_of: Callable[[str, int], tuple[str, ...]],
) -> Callable[[str, int], tuple[str, ...]]:
    """Leaves out who only reads along: it moves neither orders nor money, and takes half of the time."""
    return lambda type, version: tuple(
        app for app in receivers_of(type, version) if app in SAGA_APPS and (type, app) not in REPORTS
    )


def _counting(
    world: World, react: Callable[[OrderSaga, Signal], None]
) -> Callable[[OrderSaga, Signal], None]:
    def counted(saga: OrderSaga, signal: Signal) -> None:
        world.met[SagaState(saga.state), signal] += 1
        react(saga, signal)

    return counted


def inject(
    world: World,
    town: Town,
    orders: int,
    faults: Faults = HEAVY,
    scenario: Callable[[Journey], Scenario] = customer,
    method: ServiceMethod | None = None,
) -> None:
    """The scenarios of all orders, many at once, under faults; all by one method, or mixed."""
    world.set_faults(faults)
    at, rng = 0.0, world.rng
    for _ in range(orders):
        shop, who = rng.choice(town.shops), rng.choice(town.customers)
        world.simulation.start(scenario(Journey(world, town, shop, who, method or one_of(rng, METHODS))), at)
        at += rng.expovariate(ORDERS_A_SECOND)
    timers.start(world.simulation)
    _plan_outages(world, at)
    world.simulation.run()


def _plan_outages(world: World, seconds: float) -> None:
    """Times without broker, without gateway, and moments in which the broker forgets everything, each in its turn."""
    at = 0.0
    for name in cycle(OUTAGES):
        at += SECONDS_BETWEEN_OUTAGES * world.rng.uniform(0.5, 1.5)
        if at >= seconds:
            return
        world.simulation.later(at, partial(_outage, world, name))


def _outage(world: World, name: str) -> None:
    world.counts[f"outage: {name}"] += 1
    if name == "flush":
        world.epoch += 1
        return
    setattr(world, name, True)
    world.simulation.later(world.rng.expovariate(1 / OUTAGE_SECONDS), lambda: setattr(world, name, False))


def drain(world: World, town: Town) -> None:
    """No more faults: people finish what they left, timers run until nothing is due any more."""
    world.set_faults(NONE)
    timers.drain(world.simulation)
    for order in Order.objects.exclude(status__in=FINAL).order_by("id"):
        shop = next(shop for shop in town.shops if shop.id == order.store_id)
        who = next(one for one in town.customers if one.id == order.customer_id)
        journey = Journey(world, town, shop, who, order.method, order.id)
        world.simulation.start(finish(journey))
    timers.start(world.simulation)
    world.simulation.run()
    timers.drain(world.simulation)
    world.simulation.pass_time(world.simulation.seconds + MAX_CHECK_SECONDS)
    while check_due():
        timers.drain(world.simulation)
