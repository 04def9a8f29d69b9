"""An order that waits, couriers on shift, and where they are: what the rules of offers are tried on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.offers import CourierOnShift, OpenDelivery
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import CourierStatus

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STORE, DOOR, FAR = Place(24.94, 60.17), Place(24.95, 60.17), Place(24.98, 60.17)
STORES = {"s": STORE}
RULES = Rules()


def at(minute):
    return NOON + timedelta(minutes=minute)


WAITING = OpenDelivery(
    id="d", store="s", door=DOOR, status=DeliveryStatus.WAITING, requested_at=NOON, ready_at=at(5),
    is_released=False, promised_to=at(40), expected_at=at(30), bags=2,
)  # fmt: skip
HELD = replace(WAITING, id="h", status=DeliveryStatus.ASSIGNED, courier="c", expected_at=at(20))
FREE = CourierOnShift(
    id="c", status=CourierStatus.AVAILABLE, vehicle="bicycle", capacity=4, home="s", ends_at=at(240),
    free_since=NOON, place=STORE,
)  # fmt: skip
ON_RUN = replace(FREE, status=CourierStatus.ON_RUN, carried=[HELD])
ASKED = replace(FREE, status=CourierStatus.OFFERED, offered=[(at(25), DOOR)])
