"""Rules of the board."""

from datetime import datetime, timedelta

from apps.orders.contract.types import FINAL_STATUSES, OrderStatus

S = OrderStatus
COLUMNS: dict[str, tuple[OrderStatus, ...]] = {
    "Ahead": (S.SCHEDULED,),
    "New": (S.PENDING_PAYMENT, S.PLACED, S.REVISION_PENDING),
    "Kitchen": (S.ACCEPTED, S.PREPARING, S.BAKING),
    "Ready": (S.READY,),
    "On the road": (S.OUT_FOR_DELIVERY, S.ARRIVED),
    "Nobody opened": (S.DELIVERY_FAILED,),
}
"""The board's columns with the order states each shows; together they hold every state that is not final."""
MISSED_FOR = timedelta(hours=4)
"""How long an order that the store did not answer in time stays on its board."""

REPLAYED = timedelta(days=14)
"""How far back a board is shown again."""
UNCHANGED = timedelta(days=15)
"""How long an order may be on a board without a change and still be found by a replay:
markets let people order seven days ahead."""
CHANGES_KEPT = REPLAYED + UNCHANGED


def is_final(status: str) -> bool:
    """Whether an order of this status is over."""
    return status in FINAL_STATUSES


def is_late(promised_to: datetime | None, at: datetime) -> bool:
    """Whether the promise is broken at the instant `at`; an order without a promise is never late."""
    return promised_to is not None and at > promised_to
