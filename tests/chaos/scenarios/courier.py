"""Offers, the road, the door, and the way back."""

from collections.abc import Callable
from functools import partial

from django.conf import settings

from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import FINISHED as DELIVERY_OVER
from apps.delivery.domain.states import FREE
from apps.delivery.models import Courier, Delivery
from apps.delivery.storage.last_positions import Fix, clear, keep_fix
from apps.delivery.use_cases import conversations, delivery_steps, interventions, offers
from apps.orders.domain.states import FINAL, OrderAction
from dominos.kernel.clock import now
from dominos.kernel.prepared_reads import Prepared
from tests.chaos.scenarios.changes import cancel_step, cancellations, complaints
from tests.chaos.scenarios.journey import Journey, Steps, retrying
from tests.chaos.scenarios.make_line import COOKING, cook
from tests.chaos.simulation import Scenario

LAST_DELIVERY = Prepared(lambda: Delivery.objects.order_by("-attempt"), by="order_id")


def courier(journey: Journey, patience: int = 40) -> Scenario:
    """Offers, answers, the road and the door, until the delivery is over or so many steps led nowhere."""
    for _ in range(patience):
        delivery = LAST_DELIVERY.get(journey.order_id)
        if delivery is None:
            if journey.status() in FINAL:
                return
            yield journey.pause(10)
        elif delivery.status in DELIVERY_OVER:
            if delivery.status != "FAILED" or journey.status() in FINAL:
                return
            yield journey.pause(10)  # another attempt may be on its way
        else:
            yield from STAGES[delivery.status](journey, delivery)


def _offer(journey: Journey, delivery: Delivery) -> Steps[None]:
    free = Courier.objects.filter(home_store_id=journey.shop.id, status__in=FREE).order_by(
        "free_since", "user_id"
    )
    nearest = list(free.values_list("user_id", flat=True)[:6])
    if not nearest:
        yield journey.pause(15)
        return
    at = max(now(), delivery.ready_at)
    chosen = journey.rng.choice(nearest)  # one who gave it back does not get it again
    yield partial(offers.make_offer, chosen, [delivery.id], at, [at])


def _answer(journey: Journey, delivery: Delivery) -> Steps[None]:
    offer = delivery.offers.filter(status="PENDING").first()
    yield journey.pause(5)
    if offer is None:
        return
    if journey.chance(0.85):
        yield from retrying(journey, partial(offers.accept_offer, offer.courier_id, offer.run))
    elif journey.chance(0.5):
        yield partial(offers.decline_offer, offer.courier_id, offer.run, "flat tyre")
    else:
        yield 31.0


def _pick_up(journey: Journey, delivery: Delivery) -> Steps[None]:
    if journey.chance(0.03):
        yield partial(interventions.reassign, delivery.id, journey.shop.manager.id, None, "too far")
        return
    if not delivery.is_released:
        yield journey.pause(12)
        return
    by = delivery.courier_id
    keep_fix(by, Fix(journey.shop.place.lat, journey.shop.place.lon, 8.0, now()))
    yield partial(delivery_steps.pick_up, by, delivery.id)
    clear(by)


def _arrive(journey: Journey, delivery: Delivery) -> Steps[None]:
    yield journey.pause(15)
    if journey.chance(0.1):
        journey.begin(cancellations(journey), 3)
    yield partial(delivery_steps.arrive, delivery.courier_id, delivery.id)


def _end(journey: Journey, delivery: Delivery) -> Steps[None]:
    if journey.chance(0.25):
        for _ in range(2):
            yield partial(conversations.warn_courier_unread, delivery.courier_id, delivery.id)
            yield 151.0  # two within moments are one attempt
        yield partial(delivery_steps.fail, delivery.courier_id, delivery.id, "nobody opens")
        journey.begin(failed_delivery(journey), 30)
        return
    pin = None if delivery.contactless else pin_of(delivery.order_id, settings.SECRET_KEY, delivery.attempt)
    if pin and journey.chance(0.05):
        yield partial(
            delivery_steps.hand_over, delivery.courier_id, delivery.id, f"{(int(pin) + 1) % 10_000:04}"
        )
    yield partial(delivery_steps.hand_over, delivery.courier_id, delivery.id, pin)
    if journey.chance(0.15):
        journey.begin(complaints(journey), 60)


STAGES: dict[str, Callable[[Journey, Delivery], Steps[None]]] = {
    "WAITING": _offer,
    "OFFERED": _answer,
    "ASSIGNED": _pick_up,
    "PICKED_UP": _arrive,
    "ARRIVED": _end,
}


def failed_delivery(journey: Journey) -> Scenario:
    """The food comes back to the store, to stay or to go out once more."""
    for _ in range(5):
        if journey.status() == "DELIVERY_FAILED":
            action = journey.rng.choice((OrderAction.RETURN, OrderAction.REDELIVER, OrderAction.REMAKE))
            outcome = yield from retrying(journey, cancel_step(journey, journey.shop.manager, action))
            if outcome.is_done and action is not OrderAction.RETURN:
                journey.begin(courier(journey), 10)
                if action is OrderAction.REMAKE:
                    yield from cook(journey, COOKING[2:])
            return
        yield journey.pause(30)
