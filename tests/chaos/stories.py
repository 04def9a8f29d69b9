"""What people do about one order: each a row of deeds, at a pace of their own, of which any may fail."""

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from apps.delivery.actions import offers, road, runs
from apps.delivery.domain import FINISHED as DELIVERY_OVER
from apps.delivery.domain import FREE, pin_of
from apps.delivery.models import Courier, Delivery
from apps.delivery.positions import Fix, forget, remember
from apps.orders import placing
from apps.orders.actions import Placement, act, keep_quote, refund
from apps.orders.domain import Fault
from apps.orders.guards import Decision
from apps.orders.models import Order, Quote
from apps.orders.refunding import Pieces, RefundWish
from apps.orders.states import FINAL, Action
from apps.payments import approvals
from apps.payments.actions import PaymentRequest, confirm, pay
from apps.payments.contract.errors import NotPayable
from apps.payments.gateways.embedded.gateway import EmbeddedGateway, close_dispute, resolve_action
from apps.payments.gateways.embedded.models import EmbeddedPayment
from apps.payments.gateways.port import Dispute, GatewayRefusal
from apps.payments.models import Method, Operation
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.prepared import Prepared
from tests.chaos.edges import World
from tests.chaos.people import signed_in
from tests.chaos.simulation import Deed, Outcome, Story
from tests.chaos.town import Shop, Town

type Part[T] = Generator[float | Deed, Outcome, T]
GOOD = "pm_card_visa"
CASH = ""
DISPUTED = "pm_card_createDispute"
SECURED = "pm_card_threeDSecure2Required"
METHODS = {ServiceMethod.DELIVERY: 25, ServiceMethod.CARRYOUT: 60, ServiceMethod.CURBSIDE: 15}
PURSES = {
    (GOOD,): 46,
    (CASH,): 16,
    (SECURED, GOOD): 10,
    ("pm_card_visa_chargeDeclined", GOOD): 6,
    ("pm_card_visa_chargeDeclinedInsufficientFunds", CASH): 4,
    ("pm_card_visa_chargeDeclined",) * 6: 2,
    ("pm_card_unpublished", GOOD): 2,
    (DISPUTED,): 4,
    (): 38,
}
LAST_DELIVERY = Prepared(lambda: Delivery.objects.order_by("-attempt"), by="order_id")
COOKING = (Action.ACCEPT, Action.START, Action.BAKE, Action.READY)


def one_of[T](rng: Random, weights: dict[T, float]) -> T:
    """A key, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(slots=True)
class Life:
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

    def begin(self, story: Story, after: float) -> None:
        """Somebody else's story about the same order."""
        self.world.simulation.tell(story, self.pause(after) if after else 0)


def insisting(life: Life, deed: Deed, times: int = 3) -> Part[Outcome]:
    """The same deed again where nobody knows what came of it."""
    outcome = yield deed
    for _ in range(times):
        if not outcome.is_crashed:
            break
        yield life.pause(4)
        outcome = yield deed
    return outcome


def customer(life: Life) -> Story:
    """Orders, pays in one way or the other; may press twice, change their mind, leave."""
    yield from _place(life)
    if life.order_id is None:
        return
    if life.chance(0.5):
        life.begin(canceller(life), life.rng.choice((3, 10, 30, 90, 200)))
    if life.chance(0.08):
        life.begin(reviser(life), 20)
    life.begin(kitchen(life), 10)
    purse = one_of(life.rng, PURSES)
    if life.chance(0.7 if DISPUTED in purse else 0.02):
        life.begin(bank(life), 100)
    yield life.pause(600 if life.chance(0.06) else 3)
    yield from _pay(life, purse)


def _place(life: Life) -> Part[None]:
    quote = yield from _quoted(life)
    if quote is None:
        return
    key = str(new_id())
    place = _placed_by_rest if life.world.happens("by_rest") else _placed
    for _ in range(1 + life.chance(0.05)):
        yield from insisting(life, lambda: place(life, quote.id, key))
    found = Order.objects.filter(quote_id=quote.id).values_list("id", flat=True)
    life.order_id = found[0] if found else None


def _quoted(life: Life) -> Part[Quote | None]:
    """A price that was kept, perhaps by a process that died of it."""
    quote = life.shop.quote(life.rng, life.method, life.customer)
    outcome = yield lambda: keep_quote(quote)
    is_kept = outcome.is_done or Quote.objects.filter(pk=quote.id).exists()
    return quote if is_kept else None


def _placed(life: Life, quote_id: UUID, key: str) -> UUID:
    placement = Placement(
        customer_id=life.customer.user_id,
        contact_name="Aino Virtanen",
        contact_phone="+358401234567",
        contactless=life.chance(0.1),
    )
    return placing.place(quote_id, placement, life.customer).id


def _placed_by_rest(life: Life, quote_id: UUID, key: str) -> Any:
    contact = {"name": "Aino Virtanen", "phone": "+358401234567"}
    body = {"quote_id": str(quote_id), "contact": contact}
    return signed_in(life.customer).post("/api/v1/orders", body, headers={"Idempotency-Key": key})


def _pay(life: Life, purse: tuple[str, ...]) -> Part[None]:
    """One means after the other until one is taken."""
    for token in purse:
        attempt = _attempt(life, token)
        if life.chance(0.06):
            life.begin(_once_more(life, token if life.chance(0.5) else CASH), 4)
        outcome = yield from insisting(life, attempt)
        if life.chance(0.06):
            outcome = yield from insisting(life, attempt)
        if _newest(life)[1] == "REQUIRES_ACTION":
            yield from _secure(life)
        if not outcome.is_done and isinstance(outcome.refusal, NotPayable):
            return
        if _newest(life)[1] in ("AUTHORIZED", "VOIDED"):
            return
        yield life.pause(8)


def _once_more(life: Life, token: str) -> Story:
    """A second tab."""
    yield _attempt(life, token)


def _attempt(life: Life, token: str) -> Deed:
    key = str(new_id())
    if life.world.happens("by_rest"):
        method = {"type": "card", "token": token} if token else {"type": "cash"}
        body = {"order_id": str(life.order_id), "method": method}
        headers = {"Idempotency-Key": key}
        return lambda: signed_in(life.customer).post("/api/v1/payments", body, headers=headers)
    request = PaymentRequest(
        order_id=life.order_id,
        customer_id=life.customer.user_id,
        method=Method.CARD if token else Method.CASH,
        token=token,
        key=key,
    )
    return partial(pay, request)


def _newest(life: Life) -> tuple[UUID | None, str]:
    """The last attempt to pay and its status."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status FROM payments_payment WHERE order_id = %s ORDER BY id DESC", [life.order_id]
        )
        return cursor.fetchone() or (None, "")


def _secure(life: Life) -> Part[None]:
    """3-D Secure: approved, refused, or the page left alone; the way back to the shop may get lost."""
    payment_id, _ = _newest(life)
    yield life.pause(20)
    if life.chance(0.15):
        return
    action = EmbeddedPayment.objects.filter(payment_id=payment_id).values_list("action_token", flat=True)
    if action and action[0]:
        approved, token = life.chance(0.8), action[0]
        _as_the_gateway(life, lambda: resolve_action(token, is_approved=approved))
    if life.chance(0.7):
        yield partial(confirm, payment_id, life.customer.user_id)


def canceller(life: Life) -> Story:
    """Calls the order off, at any moment, in any position, for any reason."""
    by = life.rng.choice(
        (life.customer, life.customer, life.shop.staff, life.shop.manager, life.town.support)
    )
    for _ in range(life.rng.randint(1, 3)):
        yield from insisting(life, _cancelling(life, by))
        if life.status() in FINAL:
            return
        by = life.rng.choice((by, life.shop.manager, life.town.support))
        yield life.pause(30)


def _cancelling(life: Life, by: Principal, action: Action = Action.CANCEL) -> Deed:
    fault, grant = life.rng.choice(list(Fault)), life.chance(0.2)
    decision = Decision(reason=f"{fault}{' +food' if grant else ''}", fault=fault, grant_food=grant)
    if life.world.happens("by_rest"):
        body = {"reason": decision.reason, "fault": fault, "grant_food": grant}
        return lambda: signed_in(by).post(f"/api/v1/orders/{life.order_id}/actions/{action}", body)
    return lambda: act(life.order_id, action, by, decision)


def reviser(life: Life) -> Story:
    """Changes the order once it is paid, perhaps twice: dearer, cheaper, or what the card does not cover."""
    for _ in range(life.rng.randint(1, 2)):
        quote = yield from _quoted(life)
        if quote is None:
            return
        decision = Decision(quote=quote)
        yield from insisting(
            life, lambda decision=decision: act(life.order_id, Action.REVISE, life.customer, decision)
        )
        yield life.pause(15)


def complaint(life: Life) -> Story:
    """Something was wrong with the food: a part comes back, then all of it, sometimes asked for twice."""
    for _ in range(life.rng.randint(1, 3)):
        lines = (Pieces(1, 1),) if life.chance(0.7) else ()
        wish = RefundWish(reason="cold", key=str(new_id()), lines=lines, grant_food=life.chance(0.3))
        for _ in range(1 + life.chance(0.3)):
            yield from insisting(life, lambda wish=wish: refund(life.order_id, wish, life.shop.manager))
        yield life.pause(40)
        waiting = Operation.objects.filter(payment__order_id=life.order_id, status="AWAITING_APPROVAL")
        for refund_id in waiting.values_list("id", flat=True):
            decision = approvals.Decision(by=life.town.support.user_id, is_approved=life.chance(0.7))
            yield from insisting(life, partial(approvals.decide, refund_id, decision))


def kitchen(life: Life) -> Story:
    """Waits for the money, then cooks; rejects some orders and overlooks others."""
    waits = 0
    while life.status() in ("PENDING_PAYMENT", "SCHEDULED", "REVISION_PENDING") and waits < 40:
        waits += 1
        yield life.pause(8 + 8 * waits)
    if life.status() != "PLACED" or life.chance(0.5):
        return
    if life.chance(0.1):
        yield _cancelling(life, life.shop.manager, Action.REJECT)
    if life.method is ServiceMethod.DELIVERY:
        life.begin(courier(life), 20)
    yield from _cook(life, COOKING)
    if life.method is not ServiceMethod.DELIVERY:
        yield from insisting(life, _handing_over(life))
        if life.chance(0.15):
            life.begin(complaint(life), 60)


def _cook(life: Life, actions: Sequence[Action]) -> Part[None]:
    """Bump after bump; some are pressed by mistake and taken back."""
    for action in actions:
        outcome = yield from insisting(life, _bumping(life, action))
        if not outcome.is_done:
            return
        if life.chance(0.04):
            yield _cancelling(life, life.rng.choice((life.shop.manager, life.town.support)))
        if life.chance(0.03):
            yield _bumping(life, Action.UNDO)
            yield from insisting(life, _bumping(life, action))
        yield life.pause(12)


def _bumping(life: Life, action: Action) -> Deed:
    return lambda: act(life.order_id, action, life.shop.staff, Decision())


def _handing_over(life: Life) -> Deed:
    code = Order.objects.filter(pk=life.order_id).values_list("collection_code", flat=True)[0]
    return lambda: act(life.order_id, Action.HAND_OVER, life.shop.staff, Decision(code=code))


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
        yield partial(runs.reassign, delivery.id, life.shop.manager.id, None, "too far")
        return
    if not delivery.is_released:
        yield life.pause(12)
        return
    by = delivery.courier_id
    remember(by, Fix(life.shop.place.lat, life.shop.place.lon, 8.0, now()))
    yield partial(road.pick_up, by, delivery.id)
    forget(by)


def _arrive(life: Life, delivery: Delivery) -> Part[None]:
    yield life.pause(15)
    if life.chance(0.1):
        life.begin(canceller(life), 3)
    yield partial(road.arrive, delivery.courier_id, delivery.id)


def _end(life: Life, delivery: Delivery) -> Part[None]:
    if life.chance(0.08):
        for _ in range(2):
            yield partial(road.contact, delivery.courier_id, delivery.id)
        yield 301.0
        yield partial(road.fail, delivery.courier_id, delivery.id, "nobody opens")
        life.begin(returner(life), 30)
        return
    pin = None if delivery.contactless else pin_of(delivery.order_id, settings.SECRET_KEY, delivery.attempt)
    if pin and life.chance(0.05):
        yield partial(road.hand_over, delivery.courier_id, delivery.id, f"{(int(pin) + 1) % 10_000:04}")
    yield partial(road.hand_over, delivery.courier_id, delivery.id, pin)
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
            outcome = yield from insisting(life, _cancelling(life, life.shop.manager, action))
            if outcome.is_done and action is not Action.RETURN:
                life.begin(courier(life), 10)
                if action is Action.REMAKE:
                    yield from _cook(life, COOKING[2:])
            return
        yield life.pause(30)


def bank(life: Life) -> Story:
    """The customer's bank lets the reservation lapse, or decides about a dispute."""
    row = EmbeddedPayment.objects.filter(
        order_id=life.order_id, status__in=("AUTHORIZED", "CAPTURED")
    ).first()
    if row is not None and row.status == "AUTHORIZED":
        _as_the_gateway(life, lambda: EmbeddedGateway().void(row.reference, key=f"lapsed:{row.reference}"))
    yield life.pause(100)
    for row in EmbeddedPayment.objects.filter(order_id=life.order_id, dispute=Dispute.OPEN):
        _as_the_gateway(life, lambda row=row: close_dispute(row.reference, is_won=life.chance(0.5)))


def _as_the_gateway(life: Life, deed: Deed) -> None:
    """Not one of our processes: it does not die."""
    with life.world.simulation.crashes.nobody_dies(), suppress(GatewayRefusal):
        deed()
        life.world.counts["the bank acted"] += 1


def closing_time(life: Life) -> Story:
    """What was left half done is finished, or called off by the store."""
    if life.chance(0.3):
        yield _cancelling(life, life.shop.manager)
    if life.method is ServiceMethod.DELIVERY:
        life.begin(courier(life, 400), 0)
    for _ in range(400):
        status = life.status()
        if status in FINAL:
            return
        if status in ("DELIVERY_FAILED", "PENDING_PAYMENT", "SCHEDULED"):
            action = Action.RETURN if status == "DELIVERY_FAILED" else Action.CANCEL
            yield _cancelling(life, life.shop.manager, action)
        elif status in NEXT:
            yield partial(act, life.order_id, NEXT[status], life.shop.staff, Decision())
        elif status == "READY" and life.method is not ServiceMethod.DELIVERY:
            yield _handing_over(life)
        else:
            yield life.pause(20)


NEXT = {"PLACED": Action.ACCEPT, "ACCEPTED": Action.START, "PREPARING": Action.BAKE, "BAKING": Action.READY}
