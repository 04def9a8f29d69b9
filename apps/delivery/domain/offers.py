"""Which courier may be offered what: one rule for the live dispatcher and for a simulated night."""

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
    """A delivery that is not over. `courier` is who accepted it.

    A dispatcher may keep it for one courier, `kept_for`, and from some, `kept_from`.
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
        """Whether a dispatcher wants somebody else to bring it."""
        return courier in self.kept_from or self.kept_for not in (None, courier)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierOnShift:
    """A courier at work.

    `place` is the last one known; `carried` what was accepted, by stop; `offered` the planned drop-offs and doors of
    an offer not answered yet.
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
    """A run as it was decided: when to pick it up, and when to be at each door.

    `is_manual` when a manager decided it, who may ask a courier again who declined.
    """

    pick_up_at: datetime
    drop_offs: Sequence[datetime]
    is_manual: bool = False


def excluded_seconds(status: OfferStatus, reason: str, rules: Rules) -> int:
    """For how long an offer that ended like this keeps its courier from being asked for the same delivery again.

    Who missed an offer is asked again soon: a phone rang in a pocket, and food waits.
    """
    if reason in EXCLUDING_REASONS or status == OfferStatus.DECLINED:
        return rules.exclusion_seconds
    return rules.missed_exclusion_seconds if status == OfferStatus.EXPIRED else 0


@dataclass(frozen=True, slots=True)
class EndedOffer:
    """An offer that was not taken: so many seconds ago, and why."""

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
    """The pairs not to be offered: those a dispatcher keeps apart, and who declined, missed or lost it lately.

    Where that leaves nobody, who declined is asked again as soon as who missed it, for the food waits.
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
    """Whether these are all that the courier has accepted, and all of it still stands in the rack."""
    return (
        courier.status == CourierStatus.ON_RUN
        and bool(held)
        and all(delivery.status == DeliveryStatus.ASSIGNED for delivery in held)
        and {delivery.id for delivery in held} == {delivery.id for delivery in courier.carried}
    )


def may_all_join(courier: CourierOnShift, waiting: Sequence[OpenDelivery], excluded: Set[Pair]) -> bool:
    """Whether the courier's run is still open to every order that waits at its store.

    A run that one of them cannot join is closed: the engine is to find that order another one.
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
    """Whether the present still allows what was decided a moment ago.

    Of a run the courier has accepted before, only what is new is offered; a single order may be too large for the
    courier's bag, or late: somebody has to bring it.
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
