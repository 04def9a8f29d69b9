"""Which courier may be offered what: one rule for the live dispatcher and for simulated nights."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.promises import keeps_promise
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import FREE, CourierStatus, OfferStatus

UNREACHABLE, REASSIGNED, RUN_LEFT = "unreachable", "reassigned", "the run has left"
PASSED_ON = "passed on"
EXCLUDING_REASONS = frozenset({UNREACHABLE, REASSIGNED})

type Pair = tuple[str, str]
"""A delivery and a courier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDelivery:
    """A delivery that is not over. `courier` accepted it.

    A dispatcher may have chosen one courier, `kept_for`, and excluded others, `kept_from`.
    """

    id: str
    store: str
    door: Place
    status: DeliveryStatus
    requested_at: datetime
    ready_at: datetime
    is_released: bool
    promised_to: datetime
    expected_at: datetime
    bags: int
    courier: str | None = None
    kept_for: str | None = None
    kept_from: frozenset[str] = frozenset()

    def is_kept_from(self, courier: str) -> bool:
        """Whether a dispatcher's choice excludes the courier."""
        return courier in self.kept_from or self.kept_for not in (None, courier)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierOnShift:
    """A courier on shift.

    `place` is the last known one; `carried` the accepted deliveries, by stop; `offered` the planned drop-offs
    and doors of an unanswered offer.
    """

    id: str
    status: CourierStatus
    vehicle: str
    capacity: int
    home: str | None
    ends_at: datetime
    free_since: datetime
    place: Place | None = None
    carried: Sequence[OpenDelivery] = ()
    offered: Sequence[tuple[datetime, Place]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """A run as decided: the pickup time, and the arrival at each door.

    `is_manual` if a manager decided it, who may ask a courier again after a decline.
    """

    pick_up_at: datetime
    drop_offs: Sequence[datetime]
    is_manual: bool = False


def excluded_seconds(status: OfferStatus, reason: str, rules: Rules) -> int:
    """How long an offer that ended like this excludes its courier from the same delivery.

    Short for missed offers: the phone may have been in a pocket, and food waits.
    """
    if reason in EXCLUDING_REASONS or status == OfferStatus.DECLINED:
        return rules.exclusion_seconds
    return rules.missed_exclusion_seconds if status == OfferStatus.EXPIRED else 0


@dataclass(frozen=True, slots=True)
class EndedOffer:
    """An offer that was not accepted: how many seconds ago, and why."""

    delivery: str
    courier: str
    status: OfferStatus
    reason: str
    seconds_ago: float


def excluded_pairs(
    ended: Sequence[EndedOffer],
    deliveries: Sequence[OpenDelivery],
    couriers: Sequence[CourierOnShift],
    rules: Rules,
) -> frozenset[Pair]:
    """The excluded pairs: those a dispatcher keeps apart, and couriers who recently declined, missed or lost
    the delivery.

    If that leaves nobody, those who declined are asked again as soon as those who missed it, because the food
    waits.
    """
    recent = {
        (offer.delivery, offer.courier): offer
        for offer in ended
        if offer.seconds_ago < excluded_seconds(offer.status, offer.reason, rules)
    }
    pairs: set[Pair] = set()
    for delivery in deliveries:
        able = [
            c.id for c in couriers if c.home in (None, delivery.store) and not delivery.is_kept_from(c.id)
        ]
        gone = {courier for courier in able if (delivery.id, courier) in recent}
        if able and gone == set(able):
            gone = {c for c in gone if not _may_be_asked_again(recent[delivery.id, c], rules)}
        kept = {c.id for c in couriers if delivery.is_kept_from(c.id)}
        pairs |= {(delivery.id, courier) for courier in gone | kept}
    return frozenset(pairs)


def _may_be_asked_again(offer: EndedOffer, rules: Rules) -> bool:
    return offer.reason != REASSIGNED and offer.seconds_ago >= rules.missed_exclusion_seconds


def is_open_run(courier: CourierOnShift, held: Sequence[OpenDelivery]) -> bool:
    """Whether the deliveries are all that the courier has accepted, and all are still in the rack."""
    return (
        courier.status == CourierStatus.ON_RUN
        and bool(held)
        and all(delivery.status == DeliveryStatus.ASSIGNED for delivery in held)
        and {delivery.id for delivery in held} == {delivery.id for delivery in courier.carried}
    )


def may_all_join(courier: CourierOnShift, waiting: Sequence[OpenDelivery], excluded: Set[Pair]) -> bool:
    """Whether the courier's run is open to every order that waits at its store.

    If one of them cannot join, the run is closed, and the engine finds another one for that order.
    """
    if courier.offered or not is_open_run(courier, courier.carried):
        return False
    room = courier.capacity - sum(delivery.bags for delivery in courier.carried)
    return all(
        delivery.bags <= room and (delivery.id, courier.id) not in excluded
        for delivery in waiting
        if delivery.store == courier.carried[0].store
    )


def may_be_offered(
    courier: CourierOnShift,
    route: Sequence[OpenDelivery],
    plan: RunPlan,
    at: datetime,
    excluded: Set[Pair] = frozenset(),
) -> bool:
    """Whether a decision made a moment ago is still possible.

    Of a run the courier has accepted before, only new stops are offered; a single order may be too large for
    the courier's bag, or late, because somebody has to deliver it.
    """
    held = [delivery for delivery in route if delivery.courier == courier.id]
    new = [delivery for delivery in route if delivery.courier != courier.id]
    return (
        bool(new)
        and not courier.offered
        and (is_open_run(courier, held) if held else courier.status in FREE)
        and all(delivery.status == DeliveryStatus.WAITING for delivery in new)
        and all(delivery.ready_at <= plan.pick_up_at for delivery in route)
        and (len(route) == 1 or (_fits(courier, route) and _keeps_promises(route, plan, at)))
        and (plan.is_manual or not any((delivery.id, courier.id) in excluded for delivery in new))
    )


def _fits(courier: CourierOnShift, route: Sequence[OpenDelivery]) -> bool:
    return sum(delivery.bags for delivery in route) <= courier.capacity


def _keeps_promises(route: Sequence[OpenDelivery], plan: RunPlan, at: datetime) -> bool:
    return all(
        keeps_promise(planned, delivery.promised_to, delivery.expected_at, at)
        for delivery, planned in zip(route, plan.drop_offs, strict=True)
    )
