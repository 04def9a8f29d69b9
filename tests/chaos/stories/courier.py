"""Offers, the road, the door, and the way back."""

from collections.abc import Callable
from functools import partial

from django.conf import settings

from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import FINISHED as DELIVERY_OVER
from apps.delivery.domain.states import FREE
from apps.delivery.models import Courier, Delivery
from apps.delivery.storage.last_positions import Fix, clear, keep_fix
from apps.delivery.use_cases import delivery_steps, offers, withdrawals
from apps.orders.states import FINAL, Action
from dominos.kernel.clock import now
from dominos.kernel.prepared import Prepared
from tests.chaos.simulation import Story
from tests.chaos.stories.cooking import COOKING, cook
from tests.chaos.stories.life import Life, Part, insisting
from tests.chaos.stories.regrets import canceller, cancelling, complaint

LAST_DELIVERY = Prepared(lambda: Delivery.objects.order_by("-attempt"), by="order_id")


def courier(life: Life, patience: int = 40) -> Story:
    """Offers, answers, the road and the door, until the delivery is over or so many steps led nowhere."""
    for _ in range(patience):
        delivery = LAST_DELIVERY.get(life.order_id)
        if delivery is None:
            if life.status() in FINAL:
                return
            yield life.pause(10)
        elif delivery.status in DELIVERY_OVER:
            if delivery.status != "FAILED" or life.status() in FINAL:
                return
            yield life.pause(10)  # another attempt may be on its way
        else:
            yield from STAGES[delivery.status](life, delivery)


def _offer(life: Life, delivery: Delivery) -> Part[None]:
    free = Courier.objects.filter(home_store_id=life.shop.id, status__in=FREE).order_by(
        "free_since", "user_id"
    )
    nearest = list(free.values_list("user_id", flat=True)[:6])
    if not nearest:
        yield life.pause(15)
        return
    at = max(now(), delivery.ready_at)
    chosen = life.rng.choice(nearest)  # one who gave it back does not get it again
    yield partial(offers.make_offer, chosen, [delivery.id], at, [at])


def _answer(life: Life, delivery: Delivery) -> Part[None]:
    offer = delivery.offers.filter(status="PENDING").first()
    yield life.pause(5)
    if offer is None:
        return
    if life.chance(0.85):
        yield from insisting(life, partial(offers.accept_offer, offer.courier_id, offer.run))
    elif life.chance(0.5):
        yield partial(offers.decline_offer, offer.courier_id, offer.run, "flat tyre")
    else:
        yield 31.0


def _pick_up(life: Life, delivery: Delivery) -> Part[None]:
    if life.chance(0.03):
        yield partial(withdrawals.reassign, delivery.id, life.shop.manager.id, None, "too far")
        return
    if not delivery.is_released:
        yield life.pause(12)
        return
    by = delivery.courier_id
    keep_fix(by, Fix(life.shop.place.lat, life.shop.place.lon, 8.0, now()))
    yield partial(delivery_steps.pick_up, by, delivery.id)
    clear(by)


def _arrive(life: Life, delivery: Delivery) -> Part[None]:
    yield life.pause(15)
    if life.chance(0.1):
        life.begin(canceller(life), 3)
    yield partial(delivery_steps.arrive, delivery.courier_id, delivery.id)


def _end(life: Life, delivery: Delivery) -> Part[None]:
    if life.chance(0.08):
        for _ in range(2):
            yield partial(delivery_steps.contact, delivery.courier_id, delivery.id)
        yield 301.0
        yield partial(delivery_steps.fail, delivery.courier_id, delivery.id, "nobody opens")
        life.begin(returner(life), 30)
        return
    pin = None if delivery.contactless else pin_of(delivery.order_id, settings.SECRET_KEY, delivery.attempt)
    if pin and life.chance(0.05):
        yield partial(
            delivery_steps.hand_over, delivery.courier_id, delivery.id, f"{(int(pin) + 1) % 10_000:04}"
        )
    yield partial(delivery_steps.hand_over, delivery.courier_id, delivery.id, pin)
    if life.chance(0.15):
        life.begin(complaint(life), 60)


STAGES: dict[str, Callable[[Life, Delivery], Part[None]]] = {
    "WAITING": _offer,
    "OFFERED": _answer,
    "ASSIGNED": _pick_up,
    "PICKED_UP": _arrive,
    "ARRIVED": _end,
}


def returner(life: Life) -> Story:
    """The food comes back to the store, for good or to go out once more."""
    for _ in range(5):
        if life.status() == "DELIVERY_FAILED":
            action = life.rng.choice((Action.RETURN, Action.REDELIVER, Action.REMAKE))
            outcome = yield from insisting(life, cancelling(life, life.shop.manager, action))
            if outcome.is_done and action is not Action.RETURN:
                life.begin(courier(life), 10)
                if action is Action.REMAKE:
                    yield from cook(life, COOKING[2:])
            return
        yield life.pause(30)
