"""Corrections of notes, instructions and the contact of an order; kitchen and courier are notified."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.orders.contract.errors import ActionForbidden, TooLateToCorrect
from apps.orders.contract.events import OrderCorrected
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.actors import actors_of
from apps.orders.domain.corrections import BY_LINK, MAY_CORRECT, Correctable, too_late
from apps.orders.domain.refund_matrix import CASH
from apps.orders.lifecycle.printing.reprints import print_changed
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.models import Order
from apps.orders.queries.phone_proofs import in_country_of, phone_to_prove
from apps.orders.queries.sagas import locked
from apps.orders.queries.slips import slips_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.contact import international
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work

Corrections = Mapping[Correctable, Any]
"""Texts by field; for `LINE_NOTES`, notes by line number."""


def correct(order_id: UUID, wanted: Corrections, caller: Principal) -> Order:
    """Corrects the order. NotFound for a stranger, ActionForbidden, TooLateToCorrect, Invalid."""
    with unit_of_work("orders"):
        order = locked(order_id).order
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if not actors & MAY_CORRECT:
            raise ActionForbidden(order_status=order.status, allowed_actions=[])
        if caller.id == order.customer_id:
            _refuse_another_phone(order, wanted)
        return _corrected(order, wanted)


def correct_by_link(order_id: UUID, wanted: Corrections) -> Order:
    """Corrects the order for the holder of its link. TooLateToCorrect, Invalid."""
    if forbidden := sorted(set(wanted) - BY_LINK):
        raise Invalid(errors=[FieldError(what, "Not by the link.", "not_by_link") for what in forbidden])
    with unit_of_work("orders"):
        return _corrected(locked(order_id).order, wanted)


def _refuse_another_phone(order: Order, wanted: Corrections) -> None:
    """Invalid for a guest who promised cash with a telephone that they proved: the store may change it for them."""
    phone = wanted.get(Correctable.CONTACT_PHONE, order.contact_phone)
    if (
        order.saga.payment_method == CASH
        and (proved := phone_to_prove(order))
        and international(in_country_of(order.terms["store_phone"], phone)) != international(proved)
    ):
        raise Invalid(
            errors=[
                FieldError(
                    Correctable.CONTACT_PHONE.value,
                    "Cash was promised with this telephone; call the store to change it.",
                    "proved",
                )
            ]
        )


def _corrected(order: Order, wanted: Corrections) -> Order:
    if late := too_late(order.state, frozenset(wanted)):
        raise TooLateToCorrect(order_status=order.status, fields=[what.value for what in late])
    before, slips = _written(order), slips_of(order)
    for what, text in wanted.items():
        _write(order, what, text)
    if _written(order) == before:
        return order
    order.edition += 1  # a price asked before would bring the old notes back
    order.save(
        update_fields=[
            "contact_name",
            "contact_phone",
            "contact_email",
            "instructions",
            "address",
            "lines",
            "line_notes",
            "edition",
        ]
    )
    print_changed(order, slips)
    event = OrderCorrected(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        recipient=order.contact_name,
        note=order.note_for_courier,
        is_requested=order.method is ServiceMethod.DELIVERY and order.began(OrderStatus.ACCEPTED) is not None,
        at=now(),
    )
    publish(event, subject=order.id, sequence=order.sequence)
    announce_after_commit(order)
    return order


def _write(order: Order, what: Correctable, text: Any) -> None:
    if what is Correctable.LINE_NOTES:
        _write_line_notes(order, text)
    elif what is not Correctable.ADDRESS_NOTE:
        setattr(order, what.value, text)
    elif order.address is None:
        raise Invalid(errors=[FieldError("address_note", "This order has no address.", "no_address")])
    else:
        order.address = {**order.address, "note": text}


def _write_line_notes(order: Order, notes: Mapping[int, str]) -> None:
    if unknown := sorted(set(notes) - {line["number"] for line in order.lines}):
        raise Invalid(
            errors=[FieldError(f"line_notes.{number}", "No such line.", "unknown") for number in unknown]
        )
    order.lines = [{**line, "note": notes.get(line["number"], line["note"])} for line in order.lines]


def _written(order: Order) -> tuple[Any, ...]:
    texts = (order.contact_name, order.contact_phone, order.contact_email, order.instructions)
    return (*texts, order.address, order.lines)
