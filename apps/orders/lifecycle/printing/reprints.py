"""Slips on request: reprinted, or as a PDF."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Max

from apps.orders.contract.errors import NoPrinter
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.domain.slips import Row
from apps.orders.domain.states import Actor
from apps.orders.models import Order, Printer, PrintJob
from apps.orders.queries.orders import get_visible_order
from apps.orders.queries.sagas import locked
from apps.orders.queries.slips import slip_rows, slips_of
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.auth import Principal
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

MAY_PRINT = frozenset({Actor.STAFF, Actor.MANAGER, Actor.SUPPORT})


def print_again(order_id: UUID, kind: SlipKind, caller: Principal) -> int:
    """Queues the slip for all printers of the store that print its kind; returns their number. NotFound, NoPrinter."""
    _refuse_strangers(order_id, caller)
    with unit_of_work("orders"):
        order = locked(order_id).order
        printers = list(Printer.objects.filter(store_id=order.store_id, is_on=True, kinds__contains=[kind]))
        if not printers:
            raise NoPrinter
        copy = _next_copy(order, kind)
        PrintJob.objects.bulk_create(
            PrintJob(printer=printer, order=order, kind=kind, copy=copy) for printer in printers
        )
        start_after_commit("orders.print_slips")
    return len(printers)


def print_changed(order: Order, before: Mapping[SlipKind, list[Row]]) -> None:
    """Reprints slips already begun whose content has changed.

    The order is locked and saved in this unit of work. Slips not begun are rendered when they are printed; those of
    an order that its store had, and gets later, when it is accepted again.
    """
    if order.began(OrderStatus.ACCEPTED) is None:
        return
    after = slips_of(order)
    changed = [kind for kind in SlipKind if after[kind] != before[kind]]
    jobs = PrintJob.objects.filter(order=order, kind__in=changed, printer__is_on=True)
    # Until this is committed none of them is begun.
    begun = {(job.printer_id, job.kind) for job in jobs.select_for_update(of=("self",)) if job.begun_at}
    copies = {kind: _next_copy(order, kind) for kind in changed}
    PrintJob.objects.bulk_create(
        PrintJob(printer_id=printer_id, order=order, kind=kind, copy=copies[SlipKind(kind)], is_changed=True)
        for printer_id, kind in sorted(begun)
    )
    if begun:
        start_after_commit("orders.print_slips")


def drop_waiting(order: Order) -> None:
    """Drops slips that no printer has begun: the order leaves its store, which prints them if it accepts it again."""
    PrintJob.objects.filter(order=order, begun_at=None).delete()


def _next_copy(order: Order, kind: SlipKind) -> int:
    before = PrintJob.objects.filter(order=order, kind=kind).aggregate(most=Max("copy"))["most"]
    return 0 if before is None else before + 1


def slip_pdf(order_id: UUID, kind: SlipKind, caller: Principal) -> tuple[str, bytes]:
    """The file name and PDF of the slip, for any other printer. NotFound."""
    order = _refuse_strangers(order_id, caller)
    from apps.orders.lifecycle.printing.pdf import (
        drawn,  # what draws takes memory, and is asked for now and then
    )

    return f"{kind}-{order.number.replace('#', '-')}", drawn(slip_rows(kind, order))


def _refuse_strangers(order_id: UUID, caller: Principal) -> Order:
    order, actors = get_visible_order(order_id, caller)
    if not actors & MAY_PRINT:
        raise NotFound("There is no such order.")
    return order
