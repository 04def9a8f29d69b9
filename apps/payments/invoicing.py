"""Issuing invoices: one for each captured order, numbered without gaps, never changed."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderLine, OrderSummary
from apps.payments.contract.events import InvoiceIssued, PaymentCaptured
from apps.payments.models import Invoice, InvoiceSeries, Payment
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Store
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work


def ask_what_was_sold(event: PaymentCaptured) -> tuple[OrderSummary, Store, str]:
    """The order, its store and the buyer's name, asked before the invoice's transaction."""
    order = service(OrdersService).get_order(order_id=event.order_id)
    store = service(StoresService).get_store(store_id=order.store_id)
    return order, store, _buyer(order.customer_id)


def _buyer(customer_id: UUID) -> str:
    """Empty where the account is gone: an invoice of this size is valid without."""
    try:
        person: Person = service(UsersService).get_person(user_id=customer_id)
    except NotFound:
        return ""
    return person.name


def issue_invoice(payment_id: UUID, order: OrderSummary, store: Store, buyer: str) -> Invoice:
    """Issues the order's invoice, or gives the one it has.

    The counter's row stays locked until the transaction ends: a number is used if and only if it commits.
    """
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
            sequence=_next_number(order.legal_entity, year),
            order_id=order.order_id,
            payment=payment,
            customer_id=order.customer_id,
            store_id=order.store_id,
            currency=order.currency,
            total=order.amounts.total,
            issued_at=issued_at,
        )
        invoice.document = _document(invoice, payment, order, store, buyer)
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


def _next_number(legal_entity: str, year: int) -> int:
    InvoiceSeries.objects.bulk_create(
        [InvoiceSeries(legal_entity=legal_entity, year=year)], ignore_conflicts=True
    )
    series = InvoiceSeries.objects.filter(legal_entity=legal_entity, year=year)
    series.update(last=F("last") + 1)
    return series.get().last


def _document(
    invoice: Invoice, payment: Payment, order: OrderSummary, store: Store, buyer: str
) -> dict[str, Any]:
    """Everything the invoice says, as JSON; the PDF is drawn from nothing else."""
    zone = ZoneInfo(store.timezone)
    return {
        "id": str(invoice.id),
        "number": invoice.number,
        "issued_at": invoice.issued_at.isoformat(),
        "issued_on": invoice.issued_at.astimezone(zone).date().isoformat(),
        "sold_on": order.placed_at.astimezone(zone).date().isoformat(),
        "seller": {
            "legal_entity": order.legal_entity,
            "store": store.name,
            "street": f"{store.street} {store.house_number}".strip(),
            "city": f"{store.postcode} {store.city}".strip(),
            "phone": store.phone,
        },
        "buyer": {"name": buyer},
        "order": {
            "id": str(order.order_id),
            "number": order.number,
            "url": f"{settings.PUBLIC_URL}/api/v1/orders/{order.order_id}",
        },
        "currency": order.currency,
        "lines": [_line(line) for line in order.lines],
        "amounts": _amounts(order),
        "taxes": _taxes(order),
        "payment": {"method": payment.method, "amount": payment.captured, "is_test": payment.is_test},
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


def _amounts(order: OrderSummary) -> dict[str, int]:
    amounts = order.amounts
    return {
        "food": amounts.food,
        "discount": amounts.discount,
        "delivery_fee": amounts.delivery_fee,
        "tax_added": amounts.tax_added,
        "tax": amounts.tax,
        "small_order_fee": amounts.small_order_fee,
        "deposit": amounts.deposit,
        "tip": amounts.tip,
        "rounding": amounts.rounding,
        "total": amounts.total,
    }


def _taxes(order: OrderSummary) -> list[dict[str, Any]]:
    """One row for each rate. A tip and rounding are outside of tax."""
    rows: dict[str, dict[str, Any]] = {}
    for line in order.amounts.tax_lines:
        row = rows.setdefault(line.percent, {"percent": line.percent, "net": 0, "tax": 0, "gross": 0})
        row["net"] += line.base
        row["tax"] += line.tax
        row["gross"] += line.base + line.tax
    return list(rows.values())
