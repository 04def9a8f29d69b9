"""Objects of this app that belong to nobody who asks."""

from typing import Any

from django.db import transaction

from apps.payments.invoices.pdf.samples import CREDIT_NOTE, DAY_REPORT, INVOICE
from apps.payments.models import (
    CashCount,
    CreditNote,
    DayReport,
    Invoice,
    JournalEntry,
    Operation,
    OwedCash,
    Payment,
    PaymentPart,
    Posting,
    SavedCard,
)
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_payment() -> Payment:
    """A captured and invoiced payment of another customer at another store."""
    payment = Payment.objects.create(
        order_id=new_id(),
        order_number="2026-11-20#1",
        customer_id=new_id(),
        store_id=new_id(),
        method="cash",
        status="CAPTURED",
        currency="EUR",
        amount=1000,
        authorized=1000,
        captured=1000,
        part_count=1,
    )
    invoice = Invoice.objects.create(
        legal_entity=f"Elsewhere Oy {payment.id}",
        year=2026,
        sequence=1,
        order_id=payment.order_id,
        payment=payment,
        customer_id=payment.customer_id,
        store_id=payment.store_id,
        currency="EUR",
        total=1000,
        document=INVOICE,
        issued_at=now(),
    )
    with transaction.atomic():
        entry = JournalEntry.objects.create(
            key=str(payment.id),
            kind="REFUND",
            payment=payment,
            order_id=payment.order_id,
            currency="EUR",
            size=2,
        )
        for account, amount in (("REFUNDS", 100), ("CASH_IN_TILL", -100)):
            Posting.objects.create(entry=entry, account=account, amount=amount)
    CreditNote.objects.create(
        legal_entity=invoice.legal_entity,
        year=2026,
        sequence=1,
        invoice=invoice,
        entry=entry,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        store_id=payment.store_id,
        currency="EUR",
        total=100,
        tax=0,
        document=CREDIT_NOTE,
        issued_at=now(),
    )
    Operation.objects.create(payment=payment, kind="REFUND", key="a", amount=100, status="AWAITING_APPROVAL")
    return payment


def foreign_urls() -> list[tuple[Any, ...]]:
    """Calls about a payment that is neither the caller's nor of the caller's stores; each answers 404."""
    payment = foreign_payment()
    of_payment, of_order = f"/api/v1/payments/{payment.id}", f"/api/v1/orders/{payment.order_id}"
    count = CashCount.objects.create(
        courier_id=new_id(), store_id=payment.store_id, currency="EUR", expected=100, counted=90
    )
    owed = OwedCash.objects.create(
        order_id=payment.order_id,
        payment=payment,
        courier_id=new_id(),
        store_id=payment.store_id,
        amount=100,
        currency="EUR",
        taken_at=now(),
    )
    report = DayReport.objects.create(store_id=payment.store_id, day="2026-11-20", document=DAY_REPORT)
    card = SavedCard.objects.create(
        user_id=new_id(), gateway="embedded", customer="c", reference=str(new_id()), token="t", status="READY"
    )
    note, refund = CreditNote.objects.get(order_id=payment.order_id), payment.operations.get()
    part = PaymentPart.objects.create(payment=payment, person_id=new_id(), payer_id=new_id(), amount=1000)
    whole, one = str(payment.order_id), f"{payment.order_id}/{part.id}"
    of_parts = (("GET", whole), ("POST", f"{whole}/take-over"), ("POST", f"{one}/confirm"))
    of_tips = (
        ("GET", whole),
        ("POST", whole, {"amount": 100, "token": "pm_card_visa"}),
        ("POST", f"{whole}/{new_id()}/confirm"),
    )
    asked = f"first=2026-01-01&last=2026-01-02&store={new_id()}"
    return [
        ("GET", f"/api/v1/payments/royalties?{asked}"),
        ("GET", f"/api/v1/payments/payout?{asked}"),
        ("DELETE", f"/api/v1/payments/methods/{card.id}"),
        ("POST", f"/api/v1/payments/methods/{card.id}/confirm"),
        ("POST", f"/api/v1/payments/gift-cards/{new_id()}/confirm"),
        *((method, f"/api/v1/payments/tips/{tip}", *body) for method, tip, *body in of_tips),
        *((method, f"/api/v1/payments/parts/{parts}") for method, parts in of_parts),
        ("POST", f"/api/v1/payments/parts/{one}", {"token": "pm_card_visa"}),
        ("GET", f"{of_order}/credit-notes"),
        ("GET", f"/api/v1/payments/credit-notes/{note.id}"),
        ("GET", f"/api/v1/payments/credit-notes/{note.id}.pdf"),
        ("POST", f"/api/v1/payments/refunds/{refund.id}/approve"),
        ("POST", f"/api/v1/payments/refunds/{refund.id}/decline"),
        ("POST", f"/api/v1/payments/refunds/{refund.id}/retry"),
        ("POST", f"/api/v1/payments/cash-counts/{count.id}/explain"),
        ("POST", f"/api/v1/payments/cash-counts/{count.id}/confirm"),
        ("POST", f"/api/v1/payments/owed-cash/{owed.order_id}/return"),
        ("GET", f"/api/v1/payments/day-reports/{report.id}.pdf"),
        ("GET", f"/api/v1/payments/day-reports/{report.id}.csv"),
        ("GET", of_payment),
        ("POST", f"{of_payment}/confirm"),
        ("GET", f"{of_order}/invoice"),
        ("GET", f"{of_order}/invoice.pdf"),
    ]
