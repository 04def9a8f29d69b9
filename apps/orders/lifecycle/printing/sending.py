"""Sends queued slips: each printer's in order, over one connection."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db.models import Exists, OuterRef, QuerySet

from apps.orders.domain.escpos import ASK_PAPER, NO_PAPER, rendered
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.domain.slips import stand_in
from apps.orders.lifecycle.printing.printers import is_reachable
from apps.orders.lifecycle.pushes import push_printers_after_commit
from apps.orders.models import Order, Printer, PrintJob
from apps.orders.queries.slips import slip_rows, speech_of
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 20.0
AT_ONCE = 20
"""Slips of one printer before the next printer's turn."""
LEASE = timedelta(minutes=10)
"""Longer than `AT_ONCE` slips that each wait for an answer until the time-out."""
WAITS = Backoff(first=timedelta(seconds=2), longest=timedelta(minutes=1))
SECONDS = 30.0
OFFLINE, SILENT, PAPER = "offline", "silent", "no-paper"


class PrinterTrouble(Exception):
    """The printer did not print; its argument is the reason."""


def due() -> QuerySet[Printer]:
    """Printers with queued slips that are not backing off."""
    waiting = PrintJob.objects.filter(printer=OuterRef("pk"), printed_at=None)
    return Printer.objects.filter(Exists(waiting), is_on=True, due_at__lte=now()).order_by("due_at", "pk")


def print_due() -> int:
    """Prints what is queued, one printer after the other; several workers can share them. Returns the number served."""
    return work_off(lambda: claim(due(), LEASE, batch=1, attempts=None), _serve, batch=1, seconds=SECONDS)


def _serve(printer: Printer) -> None:
    try:
        with _connected(printer) as line:
            for job in _waiting(printer):
                _print(line, printer, job)
    except PrinterTrouble as trouble:
        _note_failure(printer, str(trouble))
    else:
        _note_success(printer)


def _waiting(printer: Printer) -> list[PrintJob]:
    rows = PrintJob.objects.filter(printer=printer, printed_at=None)
    return list(rows.order_by("id")[:AT_ONCE])


@contextmanager
def _connected(printer: Printer) -> Iterator[socket.socket]:
    if not is_reachable(printer.host):
        raise PrinterTrouble(OFFLINE)
    try:
        line = socket.create_connection((printer.host, printer.port), timeout=CONNECT_SECONDS)
    except OSError:
        raise PrinterTrouble(OFFLINE) from None
    with line:
        line.settimeout(ANSWER_SECONDS)
        yield line


def _print(line: socket.socket, printer: Printer, job: PrintJob) -> None:
    """One slip, unless it was dropped meanwhile. What was begun before and never known to be out says so on the paper.

    It is noted as begun before its order is read: who corrects the order then has it printed once more.
    """
    is_doubtful = job.begun_at is not None
    if not _note(job, "begun_at"):
        return
    job.order = Order.objects.select_related("saga").get(pk=job.order_id)
    paper = _paper(printer, job, is_doubtful=is_doubtful)
    try:
        line.sendall(paper)
        if printer.answers:
            line.sendall(ASK_PAPER)
            answer = line.recv(1)
            if not answer:
                raise PrinterTrouble(SILENT)
            if answer[0] & NO_PAPER:
                raise PrinterTrouble(PAPER)
    except TimeoutError:
        raise PrinterTrouble(SILENT) from None
    except OSError:
        raise PrinterTrouble(OFFLINE) from None
    _note(job, "printed_at")


def _paper(printer: Printer, job: PrintJob, *, is_doubtful: bool) -> bytes:
    """The slip; in place of one that cannot be drawn a word where to look, for others wait behind it."""
    try:
        return slip_bytes(printer, job, is_doubtful=is_doubtful)
    except Exception:
        log.exception("slip cannot be drawn", job=str(job.id), kind=job.kind, order=str(job.order_id))
        kind = SlipKind(job.kind)
        rows = stand_in(kind, job.order.number, speech_of(kind, job.order))
        return rendered(rows, columns=printer.columns, code_page=printer.code_page)


def slip_bytes(printer: Printer, job: PrintJob, *, is_doubtful: bool = False) -> bytes:
    """The bytes sent to the printer for the slip."""
    kind = SlipKind(job.kind)
    is_receipt = kind is SlipKind.RECEIPT
    return rendered(
        slip_rows(kind, job.order, copy=job.copy, is_doubtful=is_doubtful, is_changed=job.is_changed),
        columns=printer.columns,
        code_page=printer.code_page,
        opens_drawer=printer.has_drawer
        and is_receipt
        and job.copy == 0
        and job.order.saga.payment_method == CASH,
        has_logo=printer.has_logo and is_receipt,
        speech=speech_of(kind, job.order),
    )


def _note(job: PrintJob, column: str) -> bool:
    """Whether the slip is still wanted."""
    with unit_of_work("orders"):
        return bool(PrintJob.objects.filter(pk=job.pk).update(**{column: now()}))


def _note_failure(printer: Printer, trouble: str) -> None:
    at, failures = now(), printer.failures + 1
    with unit_of_work("orders"):
        Printer.objects.filter(pk=printer.pk).update(
            failures=failures,
            failing_since=printer.failing_since or at,
            trouble=trouble,
            due_at=at + WAITS.after(failures),
        )
        if printer.trouble != trouble:
            push_printers_after_commit(printer.store_id)
    if printer.trouble != trouble:
        log.warning("printer does not print", printer=str(printer.id), trouble=trouble)


def _note_success(printer: Printer) -> None:
    with unit_of_work("orders"):
        Printer.objects.filter(pk=printer.pk).update(failures=0, failing_since=None, trouble="", due_at=now())
        if printer.trouble:
            push_printers_after_commit(printer.store_id)
