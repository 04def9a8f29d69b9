"""Checks whether a store can make an order ahead, stores the result for the customer, and notifies once."""

from datetime import timedelta

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, LineCheck, LineRequest
from apps.orders.contract.events import OrderHeldUp
from apps.orders.contract.types import MissingLine
from apps.orders.domain.shortages import Shortage, missing
from apps.orders.domain.sold_lines import line_request
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.shortages import needed_at
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish


def find_shortage(order: Order) -> Shortage:
    """Why the store cannot make the order for its slot, else now; falsy if it can. Unavailable."""
    ahead, wait = order.scheduled_for, timedelta(minutes=order.terms["wait_minutes"][1])
    begun = now() if ahead is None else ahead - wait
    opening: Opening = service(StoresService).get_opening(
        store_id=order.store_id, service=order.method, at=begun
    )
    if not opening.is_open:
        return Shortage(f"The store is closed then ({opening.reason}).")
    try:
        check = check_lines(order, [line_request(line) for line in order.lines])
    except (Conflict, NotFound):
        return Shortage("The store has no menu any more.")
    gone = [line for line in check.lines if not line.is_ok]
    names = _names(order, [code for line in gone for code in _alternatives(line)])
    return missing(tuple(_missing(order, line, names) for line in gone))


def check_lines(order: Order, lines: list[LineRequest]) -> BasketCheck:
    """What of the lines is available when the order is wanted. NoMenu, NotFound, Unavailable."""
    check: BasketCheck = service(MenuService).check_basket(
        store_id=order.store_id,
        lines=lines,
        service=order.method,
        at=order.scheduled_for,
        language=order.locale,
    )
    return check


def _alternatives(line: LineCheck) -> list[str]:
    return [code for fix in line.corrections for code in fix.alternatives]


def _missing(order: Order, line: LineCheck, names: dict[str, str]) -> MissingLine:
    sold = order.lines[line.number]
    is_kept = line.corrected is not None
    return MissingLine(
        number=sold["number"],
        name=sold["name"],
        detail="; ".join(dict.fromkeys(fix.message for fix in line.corrections)) if is_kept else "",
        is_kept=is_kept,
        alternatives=tuple((code, names[code]) for code in _alternatives(line) if code in names),
    )


def _names(order: Order, codes: list[str]) -> dict[str, str]:
    """What the menu calls the variants; of those that can be had."""
    if not codes:
        return {}
    wanted = [LineRequest(variant=code, quantity=1, options={}) for code in dict.fromkeys(codes)]
    found = check_lines(order, wanted).basket
    return {line.variant: line.name for line in found.lines} if found is not None else {}


def note(saga: OrderSaga, found: Shortage) -> None:
    """Stores the result, and notifies the order's sockets and its customer of what they do not know yet.

    The saga is locked in this unit of work, and saved by the caller.
    """
    order, known = saga.order, Shortage.read(saga.shortage)
    if found == known:
        return
    saga.shortage = found.as_json()
    announce_after_commit(order)
    if found.is_news_after(known):
        event = OrderHeldUp(
            order_id=order.id,
            number=order.number,
            store_id=order.store_id,
            customer_id=order.customer_id,
            missing=found.lines,
            until=needed_at(order),
        )
        publish(event, subject=order.id, sequence=order.sequence)
