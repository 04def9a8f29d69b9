"""Why a store cannot make an order, and what is offered instead."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.next_store import NextStore
from apps.orders.domain.saga import SagaState
from apps.orders.domain.shortages import Shortage
from apps.orders.models import Order, OrderSaga
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer

PATIENCE = timedelta(minutes=5)
"""The minimal time after its slot that an order waits for a store that is closed or lacks something."""


class AlternativeAnswer(Answer):
    """Another size of a missing item."""

    variant: str
    name: str


class MissingLineAnswer(Answer):
    """A line that is not available as ordered.

    Without a change it is left out; if `is_kept`, only the part that `detail` names is.
    """

    number: int
    name: str
    detail: str
    is_kept: bool
    alternatives: list[AlternativeAnswer]


class ShortageAnswer(Answer):
    """Why the store cannot make the order as it is; until `until` it can be changed or cancelled.

    Without `lines` the store is closed then, and a change does not help.
    """

    until: datetime
    reason: str
    lines: list[MissingLineAnswer]
    may_change: bool
    """Whether anything is left of the order without the missing items."""


class NextStoreAnswer(Answer):
    """Another store that can make an unanswered order; unless accepted, the order ends at `until`."""

    store_id: UUID
    store_name: str
    total: int
    """In minor units, when it was offered; the current price is in the offer."""
    until: datetime


def needed_at(order: Order) -> datetime:
    """When an order ahead has to be begun, and until when it waits for missing items."""
    return max((order.release_at or order.promised_from) + PATIENCE, order.last_start)


def shortage_of(order: Order) -> Shortage:
    """What the store lacks for the order, if its customer can decide about that now."""
    saga = order.saga
    is_waiting = order.state is OrderStatus.SCHEDULED and saga.state == SagaState.AWAITING_TIME
    return Shortage.read(saga.shortage) if is_waiting else Shortage()


def shortage_answer(order: Order) -> ShortageAnswer | None:
    """The shortage as a response; None if there is none."""
    found = shortage_of(order)
    if not found:
        return None
    lost = {line.number for line in found.lines if not line.is_kept and not line.alternatives}
    return ShortageAnswer(
        until=needed_at(order),
        reason=found.reason,
        lines=[
            MissingLineAnswer(
                number=line.number,
                name=line.name,
                detail=line.detail,
                is_kept=line.is_kept,
                alternatives=[
                    AlternativeAnswer(variant=variant, name=name) for variant, name in line.alternatives
                ],
            )
            for line in found.lines
        ],
        may_change=bool(found.lines) and any(line["number"] not in lost for line in order.lines),
    )


def next_store_answer(order: Order) -> NextStoreAnswer | None:
    """The store offered to the customer; None if there is none."""
    store_id, offered = offered_store(order.saga), NextStore.read(order.saga.next_store)
    if store_id is None or offered.until is None:
        return None
    return NextStoreAnswer(
        store_id=store_id, store_name=offered.store_name, total=offered.total, until=offered.until
    )


def offered_store(saga: OrderSaga) -> UUID | None:
    """The store that may make an unanswered order; None if none is offered now."""
    offered = NextStore.read(saga.next_store)
    is_offered = saga.state == SagaState.AWAITING_STORE and offered.is_open_at(now())
    return offered.store_id if is_offered else None
