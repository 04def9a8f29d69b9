"""Invoices: gapless, immutable, the same bytes, for those they concern."""

import io
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from apps.orders.contract.events import GuestOrderClaimed
from apps.payments.contract.commands import CapturePayment
from apps.payments.invoices.invoices import Sold, issue_invoice
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.invoices.pdf.page import TEST_NOTICE
from apps.payments.models import Invoice, InvoiceSeries, Payment
from apps.payments.tests.builders import events
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sell(world, pay, command):
    """Sells an order and gives its invoice."""

    def call(**changes):
        order = world.order(**changes)
        pay(order.order_id)
        command(CapturePayment(order_id=order.order_id, amount=order.amounts.total, currency="EUR"))
        return Invoice.objects.get(order_id=order.order_id)

    return call


def captured(world):
    """A captured payment without an invoice."""
    order = world.order()
    payment = Payment.objects.create(
        order_id=order.order_id, method="cash", status="CAPTURED", amount=1, authorized=1, captured=1
    )
    return payment, order


def test_the_document_says_what_was_sold(sell, world):
    invoice = sell()
    document = invoice.document
    amounts = document["amounts"]
    assert amounts["food"] - amounts["discount"] + amounts["delivery_fee"] + amounts["tip"] == invoice.total
    assert document["taxes"] == [{"percent": "14", "net": 2164, "tax": 303, "gross": 2467}]
    assert [line["total"] for line in document["lines"]] == [1777, 500]
    assert document["buyer"] == {"name": "Aino Åström"}
    assert document["payment"] == {"method": "card", "amount": 2667, "credit": 0, "is_test": True}
    assert invoice.number == document["number"]


def test_numbers_have_no_gap_whoever_comes_at_once(world):
    sales = [captured(world) for _ in range(24)]

    def issue(index):
        payment, order = sales[index]
        try:
            with unit_of_work("payments"):
                issue_invoice(payment.id, Sold(order, world.store))
                if index % 3 == 0:
                    raise RuntimeError("crash before the commit")
        except RuntimeError:
            return

    at_once(12, issue)
    at_once(12, lambda index: issue(index + 12))
    numbers = sorted(Invoice.objects.values_list("sequence", flat=True))
    assert numbers == list(range(1, 17))
    assert InvoiceSeries.objects.get().last == 16


def test_each_legal_entity_and_year_has_its_own_series(world):
    def issue(at, entity):
        payment, order = captured(world)
        with clock.stopped(at):
            return issue_invoice(payment.id, Sold(replace(order, legal_entity=entity), world.store)).number

    # In Helsinki the new year has begun when it is 23:30 in UTC.
    december, new_year = datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert issue(december, "A Oy") == "2026-000001"
    assert issue(december, "B Oy") == "2026-000001"
    assert issue(december, "A Oy") == "2026-000002"
    assert issue(new_year, "A Oy") == "2027-000001"


def test_one_invoice_for_an_order(sell, world):
    invoice = sell()
    order = world.orders.orders[invoice.order_id]
    assert issue_invoice(invoice.payment_id, Sold(order, world.store)).id == invoice.id
    assert len(events("invoice_issued", invoice.order_id)) == 1


def test_the_database_refuses_to_change_or_delete_one(sell):
    invoice = sell()
    statements = (
        "UPDATE payments_invoice SET total = 0",
        "DELETE FROM payments_invoice",
        "TRUNCATE payments_invoice CASCADE",
    )
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(statement)
    assert Invoice.objects.get().total == invoice.total


def test_the_pdf_has_the_same_bytes_again_and_says_what_it_should(sell):
    invoice = sell()
    url = f"/api/v1/orders/{invoice.order_id}/invoice.pdf"
    api = client(principal(Role.SUPPORT))
    first = api.get(url)
    with clock.stopped(datetime(2031, 1, 1, tzinfo=UTC)):
        later = client(principal(Role.SUPPORT)).get(url)
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content == later.content == render_invoice(invoice.document)
    text = words(first.content)
    for part in (invoice.number, "Aino Åström", "Large Hand Tossed Pizza", "€26.67", "14 %", "€3.03"):
        assert part in text, part
    assert TEST_NOTICE in text


def words(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_a_long_invoice_goes_on_on_the_next_page(sell, world):
    line = world.order().lines[0]
    lines = tuple(replace(line, number=n, name=f"Pizza {n} Łódź Αθήνα Київ") for n in range(1, 61))
    pdf = render_invoice({**sell().document, "lines": [asdict(line) for line in lines]})
    text = words(pdf)
    assert "Pizza 60 Łódź Αθήνα Київ" in text
    assert "3/3" in text or "4/4" in text


def test_a_joined_guest_order_takes_its_payment_and_invoice_along(sell, world):
    invoice = sell()
    owner = principal(Role.CUSTOMER)
    joined = GuestOrderClaimed(order_id=invoice.order_id, customer_id=owner.id)
    receive("payments", envelope_of(joined, producer="orders", subject=invoice.order_id, sequence=0))
    urls = [f"/api/v1/orders/{invoice.order_id}/invoice", f"/api/v1/payments/{invoice.payment_id}"]
    before = principal(Role.CUSTOMER, id=world.customer_id)
    assert [client(owner).get(url).status_code for url in urls] == [200, 200]
    assert [client(before).get(url).status_code for url in urls] == [404, 404]


def test_only_those_it_concerns_see_it(sell, world):
    invoice = sell()
    insiders = [
        principal(Role.CUSTOMER, id=world.customer_id),
        principal(Role.STORE_STAFF, stores=(world.store.id,)),
        principal(Role.SUPPORT),
    ]
    outsiders = [principal(Role.CUSTOMER), principal(Role.STORE_STAFF, stores=(new_id(),))]
    for path in ("invoice", "invoice.pdf"):
        url = f"/api/v1/orders/{invoice.order_id}/{path}"
        assert [client(caller).get(url).status_code for caller in insiders] == [200] * 3
        assert [client(caller).get(url).status_code for caller in outsiders] == [404] * 2
        assert client(principal(Role.COURIER)).get(url).status_code == 403
        assert client().get(url).status_code == 401
    answer = client(insiders[0]).get(f"/api/v1/orders/{invoice.order_id}/invoice")
    assert (answer.data["number"], UUID(answer.data["id"])) == (invoice.number, invoice.id)
    unknown = f"/api/v1/orders/{new_id()}/invoice"
    assert client(insiders[2]).get(unknown).status_code == 404
