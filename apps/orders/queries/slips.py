"""Content of slips, and the printers of a store."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext

from apps.orders.domain.bags import bags
from apps.orders.domain.refund_matrix import CASH
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.domain.slips import Row, SlipOrder, Speech, is_read_by_customer, rows_of
from apps.orders.domain.tickets import allergies_in
from apps.orders.models import Order, Printer
from apps.orders.queries.sale_answers import store_name
from dominos.kernel.contact import address_line
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.money import Money
from dominos.kernel.texts.amounts import written
from dominos.kernel.texts.codes import coded
from dominos.kernel.texts.languages import SOURCE, spoken


class PrinterAnswer(Answer):
    """A printer of a store."""

    id: UUID
    name: str
    host: str
    port: int
    kinds: list[SlipKind]
    columns: int
    code_page: str
    answers: bool
    has_drawer: bool
    has_logo: bool
    is_on: bool
    failing_since: datetime | None
    """Since when it has failed to print; null if it works."""
    trouble: str
    """The reason: `offline`, `silent` (accepted data but does not answer) or `no-paper`."""
    waiting: int
    """The number of queued slips."""


class PrintersAnswer(Answer):
    """The printers of a store."""

    printers: list[PrinterAnswer]


class PrintersFrame(PrintersAnswer):
    """The printers as the make line's websocket sends them."""

    type: Literal["printers"] = "printers"


def list_printers(store_id: UUID) -> PrintersAnswer:
    """The store's printers by name, with the length of each queue."""
    waiting = Count("jobs", filter=Q(jobs__printed_at=None))
    rows = Printer.objects.filter(store_id=store_id).annotate(waiting=waiting)
    return PrintersAnswer(printers=PrinterAnswer.of_all(rows.values(*PrinterAnswer.model_fields)))


def get_printer(store_id: UUID, printer_id: UUID) -> PrinterAnswer:
    """One of the store's printers. NotFound."""
    found = [one for one in list_printers(store_id).printers if one.id == printer_id]
    if not found:
        raise NotFound("There is no such printer.")
    return found[0]


def slips_of(order: Order) -> Mapping[SlipKind, list[Row]]:
    """All slips of the order with its current content."""
    return {kind: slip_rows(kind, order) for kind in SlipKind}


def slip_rows(kind: SlipKind, order: Order, **printed: Any) -> list[Row]:
    """The slip with its current content, in the language of its reader; `printed` is `SlipOrder`'s data about
    printing.
    """
    return rows_of(kind, _slip_order(order, speech_of(kind, order), **printed))


def speech_of(kind: SlipKind, order: Order) -> Speech:
    """The translations of the slip: in the store's language, or for the customer in the order's."""
    store = order.terms.get("language", SOURCE)
    language = spoken(order.locale, store) if is_read_by_customer(kind) else store
    return Speech(
        partial(_said, language, gettext),
        partial(_said, language, coded),
        lambda amount, currency: written(Money(amount, currency), language),
    )


def _said(language: str, say: Callable[[str], str], sentence: str) -> str:
    with translation.override(language):
        return say(sentence)


def _slip_order(
    order: Order, speech: Speech, *, copy: int = 0, is_doubtful: bool = False, is_changed: bool = False
) -> SlipOrder:
    zone = ZoneInfo(order.terms["timezone"])
    return SlipOrder(
        number=order.number,
        store=store_name(order),
        seller=order.terms["legal_entity"],
        service=order.method,
        channel=order.channel,
        name=order.contact_name,
        phone=order.contact_phone,
        placed=f"{order.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        promised=f"{order.promised_to.astimezone(zone):%H:%M}",
        address=_address(order.address or {}),
        note=order.note_for_courier,
        allergies=allergies_in(order.lines, order.note_for_courier),
        lines=order.lines,
        currency=order.currency,
        amounts={name: getattr(order, name) for name in _AMOUNTS},
        taxes=order.tax_lines,
        cash_due=order.total if order.saga.payment_method == CASH and not order.saga.captured else 0,
        bags=bags(order.pizzas),
        contactless=order.is_left_at_door,
        attempt=order.attempt,
        is_changed=is_changed or order.saga.revision > 0,
        copy=copy,
        is_doubtful=is_doubtful,
        speech=speech,
    )


_AMOUNTS = (
    "food",
    "discount",
    "delivery_fee",
    "small_order_fee",
    "deposit",
    "tax_added",
    "tip",
    "rounding",
    "total",
)


def _address(address: Mapping[str, Any]) -> str:
    return address_line(*(address.get(part, "") for part in ("street", "house_number", "postcode", "city")))
