"""One order and what anybody in its scenario can do."""

from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.db import connection

from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from tests.chaos.edges import World
from tests.chaos.simulation import Outcome, Scenario, Step
from tests.chaos.town import Shop, Town

type Steps[T] = Generator[float | Step, Outcome, T]
METHODS = {ServiceMethod.DELIVERY: 25, ServiceMethod.CARRYOUT: 60, ServiceMethod.CURBSIDE: 15}


def one_of[T](rng: Random, weights: dict[T, float]) -> T:
    """A key, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(slots=True)
class Journey:
    """One order from the basket to its end."""

    world: World
    town: Town
    shop: Shop
    customer: Principal
    method: ServiceMethod
    order_id: UUID | None = None

    @property
    def rng(self) -> Random:
        return self.world.rng

    def pause(self, seconds: float) -> float:
        """About so long."""
        return self.rng.expovariate(1 / seconds)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def status(self) -> str:
        """The order's status now."""
        with connection.cursor() as cursor:  # asked so often that building the query would be felt
            cursor.execute("SELECT status FROM orders_order WHERE id = %s", [self.order_id])
            return str(cursor.fetchone()[0])

    def begin(self, scenario: Scenario, after: float) -> None:
        """Somebody else's scenario about the same order."""
        self.world.simulation.start(scenario, self.pause(after) if after else 0)


def retrying(journey: Journey, step: Step, times: int = 3) -> Steps[Outcome]:
    """The same step again where nobody knows what came of it."""
    outcome = yield step
    for _ in range(times):
        if not outcome.is_crashed:
            break
        yield journey.pause(4)
        outcome = yield step
    return outcome
