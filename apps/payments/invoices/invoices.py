"""Issuing invoices: one per captured order, numbered without gaps, never changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import Amounts, OrderLine, OrderSummary
from apps.payments.contract.events import InvoiceIssued, PaymentCaptured, PaymentRefunded
from apps.payments.domain.accounts import Part
from apps.payments.domain.amount_parts import read_amounts, sale_parts
from apps.payments.domain.tax_rows import sale_rows
from apps.payments.invoices.pdf.language import language_of
from apps.payments.models import Invoice, InvoiceSeries, Payment
from apps.payments.queries.document_answers import InvoiceDocumentAnswer
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Store
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.clock import now
from dominos.kernel.contact import address_lines
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work

INVOICES, CREDIT_NOTES = "invoice", "credit_note"


@dataclass(frozen=True, slots=True)
class Sold:
    """The data of an invoice: the order, its store, and the buyer's name (empty if the account is gone)."""

    order: OrderSummary
    store: Store
    buyer: str = ""
    locale: str = ""


def ask_what_was_sold(event: PaymentCaptured | PaymentRefunded) -> Sold:
    """Queries the order, its store and the buyer, before the document's transaction."""
    order = service(OrdersService).get_order(order_id=event.order_id)
    store = service(StoresService).get_store(store_id=order.store_id)
    try:
        person: Person = service(UsersService).get_person(user_id=order.customer_id)
    except NotFound:
        return Sold(order, store, locale=order.locale)
    return Sold(order, store, person.name, person.locale)


def issue_invoice(payment_id: UUID, sold: Sold) -> Invoice:
    """Issues the order's invoice, or returns the existing one.

    The counter's row stays locked until the transaction ends, so a number is used if and only if it commits.
    """
    order, store = sold.order, sold.store
    with unit_of_work("payments"):
        payment = Payment.objects.select_for_update().get(id=payment_id)
        issued = Invoice.objects.filter(order_id=order.order_id).first()
        if issued is not None:
            return issued
        issued_at = now()
        year = issued_at.astimezone(ZoneInfo(store.timezone)).year
        invoice = Invoice(
            legal_entity=order.legal_entity,
            year=year,
            sequence=next_number(INVOICES, order.legal_entity, year),
            order_id=order.order_id,
            payment=payment,
            customer_id=order.customer_id,
            store_id=order.store_id,
            currency=order.currency,
            total=payment.captured,
            issued_at=issued_at,
        )
        invoice.document = json_values(InvoiceDocumentAnswer.of(_document(invoice, payment, sold)))
        invoice.save(force_insert=True)
        publish(
            InvoiceIssued(
                order_id=order.order_id,
                customer_id=order.customer_id,
                invoice_id=invoice.id,
                number=invoice.number,
            ),
            subject=order.order_id,
        )
        return invoice


def next_number(series: str, legal_entity: str, year: int) -> int:
    """The next number of a series in a legal entity's year; its counter stays locked until the transaction ends."""
    key = {"kind": series, "legal_entity": legal_entity, "year": year}
    InvoiceSeries.objects.bulk_create([InvoiceSeries(**key)], ignore_conflicts=True)
    counter = InvoiceSeries.objects.filter(**key)
    counter.update(last=F("last") + 1)
    return counter.get().last


def _document(invoice: Invoice, payment: Payment, sold: Sold) -> dict[str, Any]:
    """Everything the invoice says, as JSON; the PDF is drawn from nothing else."""
    order, store = sold.order, sold.store
    zone = ZoneInfo(store.timezone)
    amounts = _amounts_of(payment, order)
    street, city = address_lines(store.street, store.house_number, store.postcode, store.city)
    return {
        "language": language_of(sold.locale, store.languages),
        "id": str(invoice.id),
        "number": invoice.number,
        "issued_at": invoice.issued_at.isoformat(),
        "issued_on": invoice.issued_at.astimezone(zone).date().isoformat(),
        "sold_on": order.placed_at.astimezone(zone).date().isoformat(),
        "seller": {
            "legal_entity": order.legal_entity,
            "store": store.name,
            "street": street,
            "city": city,
            "phone": store.phone,
        },
        "buyer": {"name": sold.buyer},
        "order": {
            "id": str(order.order_id),
            "number": order.number,
            "url": f"{settings.PUBLIC_URL}/api/v1/orders/{order.order_id}",
        },
        "currency": order.currency,
        "lines": [_line(line) for line in order.lines],
        "amounts": _sums(amounts, payment.captured),
        "taxes": _taxes(amounts, payment.captured),
        "payment": {
            "method": payment.method,
            "amount": payment.captured,
            "credit": min(payment.credit, payment.captured),
            "is_test": payment.is_test,
        },
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "name": line.name,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "total": line.total,
    }


def _amounts_of(payment: Payment, order: OrderSummary) -> Amounts:
    """What was charged is made of, as the payment has it; else the order's amounts."""
    kept = read_amounts(payment.order_amounts)
    return kept if kept is not None and kept.total == payment.captured else order.amounts


def _sums(amounts: Amounts, captured: int) -> dict[str, int]:
    names = (
        "food",
        "discount",
        "delivery_fee",
        "tax_added",
        "tax",
        "small_order_fee",
        "deposit",
        "tip",
        "rounding",
    )
    not_charged = {"not_charged": captured - amounts.total} if captured != amounts.total else {}
    return {name: getattr(amounts, name) for name in names} | not_charged | {"total": captured}


def _taxes(amounts: Amounts, captured: int) -> list[dict[str, Any]]:
    """One row for each rate, as the ledger books them. A tip and rounding are outside of tax."""
    parts = sale_parts(amounts, before=0, after=captured)
    rows = sale_rows(amounts, captured, tax=parts[Part.TAX], tip=parts[Part.TIP])
    return [row.as_json() for row in rows]
