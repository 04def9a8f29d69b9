"""The outside world on bad lines: the broker, the gateway, its webhooks, questions to other apps."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from apps.orders.domain.saga import SagaState, Signal
from apps.payments.domain.gateway import (
    AuthorizationRequest,
    GatewayEvent,
    GatewayPayment,
    GatewayUnavailable,
)
from apps.payments.gateways.embedded.gateway import EmbeddedGateway
from apps.payments.processing import webhooks
from dominos.celery import app as celery
from dominos.kernel.after_commit import WAKES, is_awake
from dominos.kernel.errors import DomainError
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.inbox import hand_out
from dominos.kernel.money import Money
from dominos.kernel.services import Service
from tests.chaos.crashes import CALL
from tests.chaos.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Faults:
    """How often what goes wrong; shares of one. All zero: a quiet day."""

    lost: float = 0
    repeated: float = 0
    delayed: float = 0
    redelivered: float = 0
    request_lost: float = 0
    reply_lost: float = 0
    webhook_lost: float = 0
    overtaken: float = 0
    crash: float = 0
    by_rest: float = 0


HEAVY = Faults(
    lost=0.05,
    repeated=0.05,
    delayed=0.06,
    redelivered=0.5,
    request_lost=0.05,
    reply_lost=0.06,
    webhook_lost=0.7,
    overtaken=0.15,
    crash=0.06,
    by_rest=0.02,
)
NONE = Faults()


class World:
    """The simulation with its faults of the hour, its outages, and what scenarios found wrong on their way."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation, self.rng, self.counts = simulation, simulation.rng, simulation.counts
        self.faults = NONE
        self.broker_down = self.gateway_down = False
        self.epoch = 0
        self.wrong: list[str] = []
        self.met: Counter[tuple[SagaState, Signal]] = Counter()

    def set_faults(self, faults: Faults) -> None:
        """From now on this much goes wrong."""
        self.faults, self.simulation.crashes.rate = faults, faults.crash
        self.broker_down = self.gateway_down = False

    def happens(self, fault: str) -> bool:
        """Whether the fault happens now; counted."""
        rate = getattr(self.faults, fault)
        if not rate or self.rng.random() >= rate:
            return False
        self.counts[fault.replace("_", " ")] += 1
        return True

    def interrupted(self) -> None:
        """A process waits for an answer: it may die here, and others may act before the answer comes."""
        self.simulation.crashes.reach(CALL)
        if self.happens("overtaken"):
            self.simulation.meanwhile(self.rng.randint(1, 12))


class Broker:
    """Takes what Celery sends and runs it some time later, in any order, twice, or not at all."""

    # Started in numbers and all alike: one that waits does the work of those that come after it.
    ALIKE = frozenset({"payments.perform", "payments.handle_webhooks", "payments.deliver_embedded_webhooks"})
    # What the run decides itself, or does by the clock only.
    LEFT_OUT = frozenset({"delivery.dispatch", "delivery.refresh_eta"})

    def __init__(self, world: World) -> None:
        self.world, self._waiting = world, set[str]()

    def send_task(self, name: str, args: tuple[Any, ...] = (), **options: Any) -> None:
        """As Celery's, on a bad line."""
        is_awake((options.get("headers") or {}).get(WAKES))  # which of them wait is decided here
        world = self.world
        world.simulation.crashes.reach(CALL)
        if world.broker_down:
            world.counts["broker down"] += 1
            raise OperationalError("the broker is down")
        if name in self.LEFT_OUT or name in self._waiting or world.happens("lost"):
            return
        if name in self.ALIKE:
            self._waiting.add(name)
        for _ in range(1 + world.happens("repeated")):
            self._queue(name, args)

    def _queue(self, name: str, args: tuple[Any, ...]) -> None:
        world = self.world
        slow = 0.03 if world.happens("delayed") else 3
        world.simulation.later(world.rng.expovariate(slow), partial(self._run, name, args, world.epoch))

    def _run(self, name: str, args: tuple[Any, ...], epoch: int) -> None:
        world = self.world
        self._waiting.discard(name)
        if epoch != world.epoch:
            world.counts["lost in a flush"] += 1
            return
        task = celery.tasks[name]
        if world.simulation.act(lambda: task(*args)).is_crashed and world.happens("redelivered"):
            self._queue(name, args)


class Queues:
    """Takes what is put into the bus's queues, and has it handled some time later: in any order, twice, or not at all.

    Half of what is not late is handled together with others, as a worker does that comes for many at once.
    """

    TOGETHER = 0.5

    def __init__(self, world: World) -> None:
        self.world, self._gathered = world, list[Delivery]()

    def put(self, deliveries: Iterable[Delivery]) -> None:
        """As `queues.put`, on a bad line."""
        world = self.world
        world.simulation.crashes.reach(CALL)
        if world.broker_down:
            world.counts["broker down"] += 1
            raise OperationalError("the broker is down")
        for delivery in deliveries:
            if not world.happens("lost"):
                for _ in range(1 + world.happens("repeated")):
                    self._queue(delivery)

    def _queue(self, delivery: Delivery) -> None:
        world = self.world
        if world.happens("delayed"):
            self._later(0.03, [delivery])
        elif world.rng.random() >= self.TOGETHER:
            self._later(3, [delivery])
        else:
            self._gathered.append(delivery)
            if len(self._gathered) == 1:
                self._later(3, self._gathered)

    def _later(self, rate: float, batch: list[Delivery]) -> None:
        world = self.world
        world.simulation.later(world.rng.expovariate(rate), partial(self._run, batch, world.epoch))

    def _run(self, batch: list[Delivery], epoch: int) -> None:
        world = self.world
        if batch is self._gathered:
            self._gathered = []
        if epoch != world.epoch:
            world.counts["lost in a flush"] += 1
            return
        world.counts["handled together"] += len(batch) > 1
        if world.simulation.act(lambda: hand_out(batch)).is_crashed and world.happens("redelivered"):
            self._later(3, batch)


class UnreliableGateway:
    """The embedded gateway behind a network that loses requests and replies."""

    def __init__(self, world: World) -> None:
        self.world, self.line = world, EmbeddedGateway()
        self.name = self.line.name

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.authorize(request, key=key))

    def identify(self, token: str) -> str:
        return self.line.identify(token)

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.confirm(reference, key=key))

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.increment(reference, amount=amount, key=key))

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.capture(reference, amount=amount, key=key))

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.void(reference, key=key))

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        return self._over(lambda: self.line.refund(reference, amount=amount, key=key))

    def retrieve(self, reference: str) -> GatewayPayment:
        return self._over(lambda: self.line.retrieve(reference))

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        return self.line.parse_webhook(body, headers)

    def _over(self, effect: Callable[[], GatewayPayment]) -> GatewayPayment:
        world = self.world
        world.interrupted()
        if world.gateway_down or world.happens("request_lost"):
            raise GatewayUnavailable("the request got lost", is_unsent=world.rng.random() < 0.5)
        refusal: DomainError | None = None
        with world.simulation.crashes.no_crashes():  # it is the gateway that works here
            try:
                seen = effect()
            except DomainError as error:
                refusal = error
        world.interrupted()
        if world.happens("reply_lost"):
            raise GatewayUnavailable("the reply got lost")
        if refusal is not None:
            raise refusal
        return seen


class WebhookDelivery:
    """Carries the gateway's webhooks to the platform; takes the place of an `httpx.Client`."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, **_: Any) -> "WebhookDelivery":
        return self

    def post(self, path: str, *, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """The platform's answer to one webhook; lost ones are believed to be delivered."""
        if not self.world.happens("webhook_lost"):
            self._receive(path, content, headers)
            if self.world.happens("repeated"):
                self._receive(path, content, headers)
        return httpx.Response(200, request=httpx.Request("POST", "http://platform" + path))

    def _receive(self, path: str, content: bytes, headers: Mapping[str, str]) -> None:
        if self.world.happens("by_rest"):
            json = {"content_type": "application/json"}
            APIClient().post(path, content, **json, headers=headers)
        else:
            webhooks.receive(path.rsplit("/", 1)[1], content, headers)


class SlowService:
    """A service as others reach it: while a question is under way, the world goes on."""

    SLOW = 0.2

    def __init__(self, world: World, service: Service) -> None:
        self._world, self._service = world, service

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._service, name)

        def ask(**question: Any) -> Any:
            answer = method(**question)
            if self._world.rng.random() < self.SLOW:
                self._world.interrupted()
            return answer

        return ask
