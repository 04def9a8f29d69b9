"""The states of couriers, offers and deliveries, and their transitions."""

from collections.abc import Mapping
from enum import StrEnum

from apps.delivery.contract.errors import IllegalAction
from apps.delivery.contract.types import DeliveryStatus
from dominos.kernel.texts.languages import in_words


@in_words
class CourierStatus(StrEnum):
    """What a courier is doing."""

    OFFLINE = "OFFLINE"
    AVAILABLE = "AVAILABLE"
    OFFERED = "OFFERED"
    ON_RUN = "ON_RUN"
    RETURNING = "RETURNING"
    BREAK = "BREAK"


class OfferStatus(StrEnum):
    """The states of an offer."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class Vehicle(StrEnum):
    """A courier's vehicle; the value is the road profile."""

    BICYCLE = "bicycle"
    CAR = "car"


FREE = frozenset({CourierStatus.AVAILABLE, CourierStatus.RETURNING})

ON_THE_ROAD = frozenset({DeliveryStatus.PICKED_UP, DeliveryStatus.ARRIVED})

WITH_COURIER = frozenset({DeliveryStatus.ASSIGNED}) | ON_THE_ROAD

IN_RACK = frozenset({DeliveryStatus.WAITING, DeliveryStatus.OFFERED, DeliveryStatus.ASSIGNED})

FINISHED = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED})

_C, _D = CourierStatus, DeliveryStatus

COURIER_TRANSITIONS: Mapping[tuple[CourierStatus, str], CourierStatus] = {
    (_C.OFFLINE, "shift.start"): _C.AVAILABLE,
    (_C.AVAILABLE, "shift.end"): _C.OFFLINE,
    (_C.RETURNING, "shift.end"): _C.OFFLINE,
    (_C.BREAK, "shift.end"): _C.OFFLINE,
    (_C.AVAILABLE, "break.start"): _C.BREAK,
    (_C.RETURNING, "break.start"): _C.BREAK,
    (_C.BREAK, "break.end"): _C.AVAILABLE,
    (_C.AVAILABLE, "offer"): _C.OFFERED,
    (_C.RETURNING, "offer"): _C.OFFERED,
    (_C.OFFERED, "offer.accept"): _C.ON_RUN,
    (_C.OFFERED, "offer.close"): _C.AVAILABLE,
    (_C.AVAILABLE, "run.take"): _C.ON_RUN,
    (_C.RETURNING, "run.take"): _C.ON_RUN,
    (_C.ON_RUN, "run.finish"): _C.RETURNING,
    (_C.ON_RUN, "run.lose"): _C.AVAILABLE,
    (_C.RETURNING, "return"): _C.AVAILABLE,
}

DELIVERY_TRANSITIONS: Mapping[tuple[DeliveryStatus, str], DeliveryStatus] = {
    (_D.WAITING, "offer"): _D.OFFERED,
    (_D.OFFERED, "accept"): _D.ASSIGNED,
    (_D.OFFERED, "release"): _D.WAITING,
    (_D.ASSIGNED, "release"): _D.WAITING,
    (_D.ASSIGNED, "pick_up"): _D.PICKED_UP,
    (_D.PICKED_UP, "arrive"): _D.ARRIVED,
    (_D.ARRIVED, "hand_over"): _D.DELIVERED,
    (_D.ARRIVED, "fail"): _D.FAILED,
    **{(status, "finish"): _D.DELIVERED for status in (_D.ASSIGNED, _D.PICKED_UP, _D.ARRIVED)},
    **{(status, "give_up"): _D.FAILED for status in (_D.ASSIGNED, _D.PICKED_UP, _D.ARRIVED)},
    **{(status, "pass_on"): _D.PICKED_UP for status in (_D.PICKED_UP, _D.ARRIVED)},
    **{(status, "cancel"): _D.CANCELLED for status in _D if status not in FINISHED},
}


def courier_after(status: str, action: str) -> CourierStatus:
    """The courier's next status. IllegalAction (409, with the allowed actions) if the action is not possible."""
    return _after(COURIER_TRANSITIONS, CourierStatus(status), action)


def delivery_after(status: str, action: str) -> DeliveryStatus:
    """The delivery's next status. IllegalAction (409, with the allowed actions) if the action is not possible."""
    return _after(DELIVERY_TRANSITIONS, DeliveryStatus(status), action)


def _after[S: StrEnum](table: Mapping[tuple[S, str], S], status: S, action: str) -> S:
    if (status, action) not in table:
        allowed = sorted(known for state, known in table if state == status)
        detail = f"{action} is not possible while {status}"
        raise IllegalAction(detail, status_now=status.value, allowed=allowed)
    return table[status, action]
