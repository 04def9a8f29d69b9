"""When an order is made, and the window to promise for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from apps.delivery.contract.windows import Window
from apps.orders.contract.errors import SlotFull
from apps.orders.contract.quotes import QuoteRequest
from apps.orders.domain import calibration
from apps.orders.domain.calibration import Observation, reach
from apps.orders.domain.eta import Plan
from apps.orders.domain.seats import Taken
from apps.orders.models import Order, SlotUse
from apps.orders.reservations.seats import others_around
from apps.orders.reservations.slots import is_free
from apps.stores.contract.errors import SlotNotOffered, StoreClosed
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Slot
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When an order is made: now, or for a slot, beside its `use` and what is `taken` of the oven then."""

    at: datetime
    opening: Opening
    slot: Slot | None = None
    use: SlotUse | None = None
    taken: Taken = field(default_factory=Taken)

    def window(self, plan: Plan, known: Sequence[Observation]) -> Window:
        """The window to promise."""
        if self.slot is not None:
            return Window(self.slot.start, self.slot.end)
        return calibration.promise(
            self.at, plan, self.opening.wait_minutes, known, is_busy=self.opening.is_busy
        )

    @property
    def business_date(self) -> date:
        """The business day the order counts to."""
        return self.slot.business_date if self.slot is not None else self.opening.business_date

    def terms(self, plan: Plan, known: Sequence[Observation]) -> dict[str, Any]:
        """What an order stores of it: the quoted wait, and for a slot also `lead_seconds`.

        The kitchen begins that long before the slot: the store's wait of an ordinary day, or the length of
        the stages. How busy the store is while the order is placed says nothing about another time.
        """
        if self.slot is None:
            return {"wait_minutes": list(self.opening.wait_minutes)}
        waits = self.opening.usual_wait_minutes
        lead = max(round(reach(plan, known)[1]), waits[1] * 60)
        return {
            "wait_minutes": list(waits),
            "lead_seconds": lead,
        }


def time_of(order: Order) -> datetime | None:
    """The slot that an order ahead still waits for; None for one as soon as possible."""
    ahead = order.scheduled_for
    return ahead if ahead is not None and ahead > now() else None


def timing_of(request: QuoteRequest, store_id: UUID, own: Order | None = None) -> Timing:
    """When the order is made, in place of its `own` earlier edition. StoreClosed, SlotNotOffered, SlotFull."""
    at = now()
    is_kept = own is not None and request.when == time_of(own) and request.service == own.method
    if own is not None and is_kept and request.when is not None:
        seat = _slot_of(own)
        _, taken = others_around([seat], own)
        return Timing(at=at, opening=_opening_at(seat), slot=seat, taken=taken)
    if request.when is None:
        return Timing(at=at, opening=opening_of(store_id, request.service, at))
    slot: Slot = service(StoresService).get_slot(
        store_id=store_id, service=request.service, start=request.when, at=at
    )
    uses, taken = others_around([slot], own)
    use = uses.get(slot.start)
    if not is_free(slot, use):
        raise SlotFull(starts_at=slot.start.isoformat())
    return Timing(at=at, opening=_opening_at(slot), slot=slot, use=use, taken=taken)


def _opening_at(slot: Slot) -> Opening:
    opening: Opening = service(StoresService).get_opening(
        store_id=slot.store_id, service=slot.service, at=slot.start
    )
    return opening


def _slot_of(order: Order) -> Slot:
    """The slot in which the order has its seat."""
    assert order.scheduled_for is not None
    seats = order.terms["slot"]
    return Slot(
        store_id=order.store_id,
        service=order.method,
        start=order.scheduled_for,
        end=order.promised_to,
        business_date=order.business_date,
        orders=seats["orders"],
        pizzas=seats["pizzas"],
    )


def opening_of(store_id: UUID, method: ServiceMethod, at: datetime) -> Opening:
    """The store's opening. StoreClosed with the reason and the next opening time."""
    opening: Opening = service(StoresService).get_opening(store_id=store_id, service=method, at=at)
    if not opening.is_open:
        opens_at = opening.opens_at.isoformat() if opening.opens_at else None
        raise StoreClosed(reason=opening.reason, opens_at=opens_at)
    return opening


def refuse_after_closing(timing: Timing, store_id: UUID, method: ServiceMethod, wait: timedelta) -> None:
    """StoreClosed where the store has closed by when an order that waits so long for its seats is begun."""
    closes_at = timing.opening.closes_at
    if wait and closes_at is not None and timing.at + wait >= closes_at:
        opening_of(store_id, method, timing.at + wait)


def check_time_of(request: QuoteRequest, store_id: UUID) -> DomainError | None:
    """Why the store cannot make it then; None if it can."""
    try:
        timing_of(request, store_id)
    except (StoreClosed, SlotNotOffered, SlotFull) as refusal:
        return refusal
    return None
