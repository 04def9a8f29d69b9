"""Invoices by their signed link: for years, for whoever has it, and for nobody who guesses."""

from datetime import timedelta

import pytest

from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import RefundScope
from apps.payments.models import Invoice
from apps.payments.queries.invoice_links import LINK_LIFETIME, invoice_path
from apps.payments.rest.invoice_links import InvoiceLinkThrottle
from apps.payments.service import LocalPaymentsService
from apps.payments.tests.builders import events
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sold(world, pay, command):
    order = world.order()
    assert LocalPaymentsService().get_payment(order_id=order.order_id) is None
    pay(order.order_id)
    assert LocalPaymentsService().get_payment(order_id=order.order_id).invoice_path == ""
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def test_a_guest_reads_invoice_and_credit_notes_years_later_without_a_session(sold, command):
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=sold.order_id,
            amount=500,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    path = invoice_path(sold.order_id)
    assert LocalPaymentsService().get_payment(order_id=sold.order_id).invoice_path == path
    assert path not in str(events("invoice_issued", sold.order_id))
    with clock.stopped() as stopped:
        stopped.advance(days=6 * 365)
        pdf = client().get(path)
        assert (pdf.status_code, pdf.content[:4], pdf["Cache-Control"]) == (200, b"%PDF", "private, no-store")
        linked = client().get(path.removesuffix(".pdf")).json()
        assert (linked["number"], linked["pdf_url"]) == (Invoice.objects.get().number, path)
        assert client().get(linked["credit_notes"][0]["pdf_url"]).status_code == 200
        stopped.advance(seconds=(LINK_LIFETIME - timedelta(days=6 * 365)).total_seconds() + 1)
        assert client().get(path).status_code == 404


def test_nobody_guesses_a_link_or_gets_from_one_to_another(sold, world, pay, command):
    path = invoice_path(sold.order_id)
    name, _, signature = path.removesuffix(".pdf").rpartition(".")
    forged = [f"{name}.{signature[::-1]}.pdf", f"{name}.pdf", invoice_path(new_id())]
    forged += [invoice_path(new_id()).rpartition(".")[0].rpartition(".")[0] + f".{signature}.pdf"]
    assert [client().get(each).status_code for each in forged] == [404] * 4
    foreign = f"{path.removesuffix('.pdf')}/credit-notes/{new_id()}.pdf"
    assert client().get(foreign).status_code == 404


def test_reading_by_link_is_throttled_by_address(sold, monkeypatch):
    monkeypatch.setattr(InvoiceLinkThrottle, "rate", "2/min")
    path, api = invoice_path(sold.order_id), client()
    assert [api.get(path).status_code for _ in range(3)] == [200, 200, 429]
