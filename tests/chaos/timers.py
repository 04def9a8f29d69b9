"""What the platform does by the clock. A look that would find nothing is left out: it takes time and shows nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

from django.db import connection

from apps.delivery.use_cases.offers import expire_offers
from apps.orders.tasks import release_scheduled, sweep_deadlines
from apps.payments.gateways.embedded.webhooks import deliver_due
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.processing.webhooks import handle_due
from dominos.kernel.clock import now
from dominos.kernel.messaging.relay import relay
from tests.chaos.simulation import Simulation

SAGA_APPS = ("orders", "payments", "delivery")
BEAT, MINUTES = 10.0, 180.0
EARLIER = (
    "EXISTS (SELECT 1 FROM payments_operation earlier WHERE earlier.payment_id = wanted.payment_id"
    " AND earlier.status = 'PENDING' AND earlier.id < wanted.id)"
)
LIVING = "('AUTHORIZED', 'CHARGEBACK', 'PARTIALLY_REFUNDED', 'REFUNDED')"


@dataclass(frozen=True, slots=True)
class Timer:
    """A task, how many beats lie between its looks, and the earliest instant it has to do with.

    What is `endless` comes again and again, as the question about a reservation that is still held.
    """

    step: Callable[[], Any]
    beats: int
    earliest: str
    is_endless: bool = False


TIMERS = (
    *(
        Timer(
            partial(relay, app),
            1,
            f"due_at) FROM {app}_outboxdelivery WHERE done_at IS NULL AND dead_at IS NULL",
        )
        for app in SAGA_APPS
    ),
    Timer(sweep_deadlines, 1, "deadline_at) FROM orders_ordersaga WHERE state <> 'AWAITING_TIME'"),
    Timer(release_scheduled, 1, "deadline_at) FROM orders_ordersaga WHERE state = 'AWAITING_TIME'"),
    # An operation waits for the earlier ones of its payment.
    Timer(
        perform_due, 1, f"due_at) FROM payments_operation wanted WHERE status = 'PENDING' AND NOT {EARLIER}"
    ),
    Timer(handle_due, 1, "due_at) FROM payments_webhookevent WHERE handled_at IS NULL"),
    Timer(deliver_due, 1, "due_at) FROM payments_embeddedevent WHERE delivered_at IS NULL"),
    Timer(expire_offers, 1, "expires_at) FROM delivery_offer WHERE status = 'PENDING'"),
    Timer(check_due, 3, f"check_at) FROM payments_payment WHERE status NOT IN {LIVING}"),
    Timer(check_due, 3, f"check_at) FROM payments_payment WHERE status IN {LIVING}", is_endless=True),
)
_EARLIEST = "SELECT " + ", ".join(f"(SELECT min({timer.earliest})" for timer in TIMERS)


def start(simulation: Simulation) -> None:
    """Beats as long as there are scenarios."""
    beats = count(1)

    def beat() -> None:
        number = next(beats)
        for timer in _due():
            if number % timer.beats == 0:
                simulation.act(timer.step)

    simulation.every(BEAT, beat)


def drain(simulation: Simulation, rounds: int = 2000) -> None:
    """Goes from one thing due to the next, until all is at rest."""
    simulation.run()
    for _ in range(rounds):
        ahead = [at for timer, at in _earliest() if not timer.is_endless]
        if not ahead:
            return
        simulation.pass_time(simulation.seconds + max((min(ahead) - now()).total_seconds(), 0) + 0.1)
        for timer in _due():
            simulation.act(timer.step)
        simulation.run()
    raise AssertionError(f"still due after {rounds} rounds: {min(ahead)}")


def _due() -> list[Timer]:
    return [timer for timer, at in _earliest() if at <= now()]


def _earliest() -> Iterator[tuple[Timer, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_EARLIEST)
        found = zip(TIMERS, cursor.fetchone(), strict=True)
    return ((timer, at) for timer, at in found if at is not None)


def look_for(simulation: Simulation, seconds: float, also: Iterable[Callable[[], Any]]) -> None:
    """Goes on for so long, a few minutes at a time, with what is due and what is `also` done by the clock."""
    until = simulation.seconds + seconds
    while simulation.seconds < until:
        simulation.pass_time(simulation.seconds + MINUTES)
        for step in (*(timer.step for timer in _due()), *also):
            simulation.act(step)
        simulation.run()
