"""Refunds that wait for a second person, and their credit notes."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from pypdf import PdfReader

from apps.orders.contract.types import TaxLine
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import RefundComponents, RefundedLine, RefundScope
from apps.payments.invoices.pdf.credit_note import render_credit_note
from apps.payments.models import CreditNote, EmbeddedPayment, Invoice, Operation, Posting, RefundDecision
from apps.payments.queries.market import rules
from apps.payments.tests.builders import AMOUNTS, events
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REFUNDS = "/api/v1/payments/refunds"


@pytest.fixture
def sold(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def refund(order, amount, key="a", **more):
    terms = {"scope": RefundScope.REDUCTION, "currency": "EUR", "reason": "cold"} | more
    return RefundPayment(order_id=order.order_id, amount=amount, key=key, **terms)


@pytest.fixture
def _low_limit():
    with rules.overridden(refund_limit={"EUR": 1000}):
        yield


def returned(order):
    return EmbeddedPayment.objects.get(order_id=order.order_id).refunded


class Desk:
    """Two managers of the store, and one from elsewhere."""

    def __init__(self, store_id):
        self.ids = [new_id(), new_id()]
        self.asker, self.other = (
            client(principal(Role.STORE_MANAGER, id=one, stores=(store_id,))) for one in self.ids
        )
        self.stranger = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
        self.staff = client(principal(Role.STORE_STAFF, stores=(store_id,)))


@pytest.fixture
def desk(world):
    return Desk(world.store.id)


@pytest.fixture
def waiting(sold, command, desk, _low_limit):
    command(refund(sold, 1001, requested_by=desk.ids[0]))
    return Operation.objects.get(kind="REFUND")


def test_a_person_refunds_alone_up_to_the_limit_and_a_rule_without_one(sold, command, desk, _low_limit):
    command(refund(sold, 1000, requested_by=desk.ids[0]))
    command(refund(sold, 1200, key="b"))
    assert returned(sold) == 2200


def test_above_the_limit_a_second_person_approves(sold, desk, waiting, command):
    assert (waiting.status, returned(sold)) == ("AWAITING_APPROVAL", 0)
    (asked,) = published("payments", "money_waits")
    assert (asked.data["subject_id"], asked.data["amount"]) == (str(waiting.id), 1001)
    listed = desk.other.get(REFUNDS, {"status": "AWAITING_APPROVAL"}).data["results"]
    assert [(row["amount"], row["requested_by"]) for row in listed] == [(1001, str(desk.ids[0]))]
    assert desk.stranger.get(REFUNDS).data["results"] == []
    url = f"{REFUNDS}/{waiting.id}/approve"
    assert desk.asker.post(url).data["code"] == "second-person-needed"
    assert desk.staff.post(url).status_code == 403
    assert desk.stranger.post(url).status_code == 404
    assert [a.status_code for a in at_once(3, lambda _: desk.other.post(url, {"reason": "saw it"}))] == [
        200
    ] * 3
    assert returned(sold) == 1001
    decision = RefundDecision.objects.get()
    assert (decision.decided_by, decision.is_approved, decision.reason) == (desk.ids[1], True, "saw it")
    assert desk.other.post(f"{REFUNDS}/{waiting.id}/decline").data["code"] == "already-decided"
    command(refund(sold, 1001, requested_by=desk.ids[0]))
    assert returned(sold) == 1001


def test_small_refunds_add_up_to_a_second_person(sold, command, desk, _low_limit):
    for index in range(4):
        command(refund(sold, 400, key=f"k{index}", requested_by=desk.ids[index % 2]))
    waiting = Operation.objects.filter(status="AWAITING_APPROVAL")
    assert (returned(sold), waiting.count()) == (800, 2), "whoever of the two asks"
    command(refund(sold, 100, key="rule"))
    assert returned(sold) == 900, "a rule asks nobody"


def test_a_persons_refunds_of_a_business_day_add_up(world, pay, command, desk, _low_limit):
    def sell():
        order = world.order()
        pay(order.order_id)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
        return order

    one, other = desk.ids
    orders, fresh = [sell() for _ in range(5)], sell()
    with clock.stopped(datetime(2026, 11, 22, 20, tzinfo=UTC)) as stopped:
        for order in orders[:4]:
            command(refund(order, 1000, requested_by=one))
        assert [returned(order) for order in orders[:4]] == [1000, 1000, 1000, 0]
        command(refund(orders[4], 1000, requested_by=other))
        assert returned(orders[4]) == 1000, "another person has a day of their own"
        stopped.advance(hours=10)
        command(refund(orders[4], 500, key="next", requested_by=one))
        assert Operation.objects.get(key="next").status == "AWAITING_APPROVAL", "the order's limit stays"
        command(refund(fresh, 1000, requested_by=one))
        assert returned(fresh) == 1000, "the next business day is a new one"


@pytest.mark.parametrize(
    ("amount", "of_order", "of_day", "alone"),
    [
        (5000, 0, 0, True),
        (5001, 0, 0, False),
        (1, 5000, 5000, False),
        (4764, 0, 9528, True),
        (4764, 0, 14292, False),
    ],
)
def test_the_limits_of_one_person(amount, of_order, of_day, alone):
    assert rules().may_refund_alone(amount, "EUR", of_order=of_order, of_day=of_day) is alone
    assert not rules().may_refund_alone(amount, "XTS", of_order=of_order, of_day=of_day)


def test_nobody_refunds_or_approves_an_order_of_their_own(sold, world, command, waiting, desk):
    command(refund(sold, 100, key="mine", requested_by=world.customer_id))
    assert events("operation_refused", sold.order_id)[0]["code"] == "own-order"
    own = client(principal(Role.STORE_MANAGER, id=world.customer_id, stores=(world.store.id,)))
    url = f"{REFUNDS}/{waiting.id}/approve"
    assert own.post(url).data["code"] == "second-person-needed"
    world.orders.change(sold.order_id, contact_email="A@b.example ")
    assert desk.other.post(url).data["code"] == "second-person-needed", "placed as a guest, with their mail"


def test_who_approves_has_proved_their_second_factor_lately(sold, world, waiting):
    manager = principal(Role.STORE_MANAGER, stores=(world.store.id,))
    url = f"{REFUNDS}/{waiting.id}/approve"
    long_ago, lately = (int(clock.now().timestamp()) - minutes * 60 for minutes in (16, 5))
    refused = client(replace(manager, second_factor_at=long_ago)).post(url)
    assert (refused.status_code, refused.data["code"]) == (403, "step-up-required")
    assert client(replace(manager, second_factor_at=lately)).post(url).status_code == 200


def test_what_waits_is_promised_and_a_declined_one_is_free_again(sold, desk, waiting, command):
    command(refund(sold, 1667, key="b"))
    assert events("operation_refused", sold.order_id)[0]["code"] == "above-captured"
    assert desk.other.post(f"{REFUNDS}/{waiting.id}/decline").data["status"] == "REFUSED"
    assert events("operation_refused", sold.order_id)[1]["code"] == "declined"
    command(refund(sold, 2667, key="c"))
    assert returned(sold) == 2667


@pytest.mark.parametrize(
    ("amount", "more", "code"),
    [
        (500, {"components": RefundComponents(food=400)}, "components-differ"),
        (500, {"lines": (RefundedLine(number=1, amount=501, tax=0),)}, "lines-differ"),
        (500, {"currency": "SEK"}, "currency-differs"),
        (0, {}, "not-positive"),
    ],
)
def test_a_refund_that_contradicts_itself_is_refused(sold, command, amount, more, code):
    command(refund(sold, amount, **more))
    assert events("operation_refused", sold.order_id)[0]["code"] == code
    assert returned(sold) == 0


def booked(note):
    rows = note.entry.postings.values_list("account").annotate(total=Sum("amount"))
    return {account: total for account, total in rows if total}


def test_a_credit_note_ties_to_the_ledger_and_names_its_lines(sold, command):
    line = RefundedLine(number=1, amount=1621, tax=199)
    taxes = (TaxLine(tax_class="food", percent="14", base=1422, tax=199),)
    parts = RefundComponents(food=1621, tip=200, tax=199, tax_lines=taxes)
    command(refund(sold, 1821, scope=RefundScope.LINES, components=parts, lines=(line,)))
    note, told = CreditNote.objects.get(), events("payment_refunded", sold.order_id)[0]
    assert (note.number, note.total, note.tax) == (f"CN-{note.year}-000001", 1821, 199)
    assert booked(note) == {
        "REFUNDS": 1422,
        "TAX_PAYABLE": 199,
        "TIPS_PAYABLE": 200,
        "GATEWAY_CLEARING": -1821,
    }
    assert note.document["amounts"] == {"net": 1422, "tax": 199, "tip": 200, "total": 1821}
    assert note.document["taxes"] == [{"percent": "14", "net": 1422, "tax": 199, "gross": 1621}]
    assert [(row["name"], row["amount"]) for row in note.document["lines"]] == [
        ("Large Hand Tossed Pizza", 1621),
        ("", 200),
    ]
    assert note.document["invoice"]["number"] == Invoice.objects.get().number
    assert (told["refund_id"], told["key"], told["components"]["tip"]) == (str(note.entry_id), "a", 200)
    assert events("credit_note_issued", sold.order_id)[0]["number"] == note.number


def test_a_rounded_refund_names_its_rounding(sold, command):
    line = RefundedLine(number=1, amount=1621, tax=199)
    taxes = (TaxLine(tax_class="food", percent="14", base=1422, tax=199),)
    parts = RefundComponents(food=1621, tax=199, rounding=-1, tax_lines=taxes)
    command(refund(sold, 1620, scope=RefundScope.LINES, components=parts, lines=(line,)))
    rows = CreditNote.objects.get().document["lines"]
    assert [(row["part"], row["amount"]) for row in rows] == [("refund", 1621), ("rounding", -1)]


def test_credit_notes_up_to_everything_add_up_to_the_invoice(sold, command):
    for key, amount in (("a", 1000), ("b", 1), ("c", 1666)):
        command(refund(sold, amount, key))
    sums = CreditNote.objects.aggregate(total=Sum("total"), tax=Sum("tax"))
    assert sums == {"total": AMOUNTS.total, "tax": AMOUNTS.tax}
    assert sorted(CreditNote.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    taxes = [row for note in CreditNote.objects.all() for row in note.document["taxes"]]
    assert sum(row["gross"] for row in taxes) == AMOUNTS.total - AMOUNTS.tip
    for account in ("TAX_PAYABLE", "TIPS_PAYABLE"):
        assert Posting.objects.filter(account=account).aggregate(total=Sum("amount"))["total"] == 0


def test_credit_notes_of_many_at_once_have_no_gap(world, pay, command):
    orders = [world.order() for _ in range(6)]
    for order in orders:
        pay(order.order_id, None)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    at_once(6, lambda index: command(refund(orders[index], 100)))
    assert sorted(CreditNote.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_pdf_is_the_owners_and_has_the_same_bytes_again(sold, world, command, desk):
    command(refund(sold, 500))
    note = CreditNote.objects.get()
    url = f"/api/v1/payments/credit-notes/{note.id}.pdf"
    owner = client(principal(Role.CUSTOMER, id=world.customer_id))
    first = owner.get(url)
    with clock.stopped(datetime(2031, 1, 1, tzinfo=UTC)):
        again = client(principal(Role.CUSTOMER, id=world.customer_id)).get(url)
    assert first.content == again.content == render_credit_note(note.document)
    text = re.sub(r"\s+", " ", "".join(p.extract_text() for p in PdfReader(io.BytesIO(first.content)).pages))
    for part in ("CREDIT NOTE", note.number, note.invoice.number, "€5.00", "cold", "Aino Åström"):
        assert part in text, part
    (listed,) = owner.get(f"/api/v1/orders/{sold.order_id}/credit-notes").data
    assert (listed["pdf_url"], listed["total"], listed["invoice_number"]) == (url, 500, note.invoice.number)
    assert owner.get(url.removesuffix(".pdf")).data["document"] == note.document
    assert desk.staff.get(url).status_code == 200
    assert client(principal(Role.CUSTOMER)).get(url).status_code == desk.stranger.get(url).status_code == 404


@pytest.mark.parametrize("table", ["creditnote", "refunddecision"])
def test_the_database_refuses_to_change_what_was_issued_and_decided(desk, waiting, table):
    desk.other.post(f"{REFUNDS}/{waiting.id}/approve")
    name = f"payments.payments_{table}"
    changes = (f"UPDATE {name} SET {'total = 0' if table == 'creditnote' else 'is_approved = false'}",)
    for statement in (*changes, f"DELETE FROM {name}", f"TRUNCATE {name} CASCADE"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
