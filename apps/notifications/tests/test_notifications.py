"""Who is told what of their orders."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from email.policy import compat32

import pytest

from apps.delivery.contract.events import CourierNearby
from apps.notifications.models import Notification, Outgoing, Subscription
from apps.notifications.sending.channels.mail import message_of
from apps.notifications.sending.queue import posting_of
from apps.notifications.tests.builders import (
    FACTS,
    build_advanced,
    build_placed,
    deliver,
    html,
    mailed,
    mails,
    told,
)
from apps.notifications.texts.renderer import render
from apps.orders.contract.events import OrderHeldUp, OrderRevised, OrderRunsLate
from apps.orders.contract.fake import an_order
from apps.orders.contract.types import EndCause, EtaCause, MissingLine, OrderStatus
from apps.payments.contract.events import (
    CashOwed,
    CreditIssued,
    InvoiceIssued,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
)
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CreditLetter
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.events import (
    EmailVerified,
    RegistrationRepeated,
)
from dominos.kernel import clock
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_confirmation_says_what_when_how_much_and_where_to_look(customers, orders, settings):
    settings.PUBLIC_URL = "https://pizza.example"
    person = customers.add()
    known = orders.add(an_order(customer_id=person.id, tracking_token="signed:token"))
    with clock.stopped():
        order = build_placed(person.id, order_id=known.order_id)
    deliver(order)

    row, mail = Notification.objects.get(), mails().get()
    assert (row.user_id, row.kind, row.title) == (
        person.id,
        "order-placed",
        "Order 2026-01-01#7 is placed",
    )
    assert row.data["tracking_url"] == "https://pizza.example/track/signed%3Atoken"
    assert "in 21 to 31 minutes" in mail.text
    assert "2 x Margherita <b> (large)  €27.98" in mail.text and "Total  €27.98" in mail.text
    assert row.data["tracking_url"] in mail.text and row.data["tracking_url"] in html(mail)
    assert "Margherita &lt;b&gt;" in html(mail) and "<b>" not in html(mail)
    assert html(mail).count("€27.98") == 2 and f'src="{row.data["tracking_url"]}/map.png"' in html(mail)
    assert "@media (prefers-color-scheme: dark)" in html(mail)
    elsewhere = message_of(replace(posting_of(mail), address="ada@stra\u00dfe.example"))
    assert elsewhere.to == ["ada@xn--strae-oqa.example"], "and not to the owner of strasse.example"
    assert mail.address == "ada@example.com"
    made = elsewhere.message()
    written = made.as_bytes()
    made.policy = compat32
    assert written == made.as_bytes(), "short fields are written as the library writes them"


def test_an_event_that_comes_again_tells_nothing_again(customers):
    deliver(build_placed(customers.add().id), times=3)
    assert (told(), mailed()) == (["order-placed"], ["order-placed"])


@pytest.mark.parametrize(
    ("service", "statuses", "kinds", "mails"),
    [
        (
            ServiceMethod.DELIVERY,
            ["ACCEPTED", "PREPARING", "BAKING", "READY", "OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"],
            ["order-accepted", "order-baking", "order-on-its-way", "order-arrived", "order-completed"],
            ["order-on-its-way"],
        ),
        (
            ServiceMethod.CARRYOUT,
            ["ACCEPTED", "PREPARING", "BAKING", "READY", "COMPLETED"],
            ["order-accepted", "order-baking", "order-ready", "order-completed"],
            ["order-ready"],
        ),
        (ServiceMethod.DELIVERY, ["CANCELLED"], ["order-cancelled"], ["order-cancelled"]),
        (ServiceMethod.DELIVERY, ["SCHEDULED"], ["order-scheduled"], ["order-scheduled"]),
        (ServiceMethod.DELIVERY, ["REJECTED"], ["order-rejected"], ["order-rejected"]),
    ],
)
def test_states_that_matter_are_told(customers, service, statuses, kinds, mails):
    order = build_placed(customers.add().id, service=service)
    for status in statuses:
        deliver(build_advanced(order, OrderStatus(status)))
    assert (told(), mailed()) == (kinds, mails)


def test_a_state_is_told_with_its_reason_and_the_trackers_link(customers, orders):
    known = orders.add(an_order(customer_id=customers.add().id, tracking_token="signed:token"))
    order = build_placed(known.customer_id, order_id=known.order_id)
    deliver(order)
    deliver(build_advanced(order, OrderStatus.CANCELLED, "out of\ndough"))
    mail = mails().get(kind="order-cancelled")
    assert "The reason: out of dough." in mail.text
    assert "/track/signed%3Atoken" in html(mail)


@pytest.mark.parametrize(
    ("status", "cause", "words"),
    [
        (OrderStatus.REJECTED, EndCause.NOT_ANSWERED, "the store did not answer in time"),
        (OrderStatus.REJECTED, EndCause.UNAVAILABLE, "cannot make what you ordered for that time"),
        (OrderStatus.CANCELLED, EndCause.CUSTOMER, "You cancelled your order."),
    ],
)
def test_why_an_order_ended_is_told_in_words_and_no_signal_of_ours(customers, status, cause, words):
    deliver(build_advanced(build_placed(customers.add().id), status, "deadline", cause))
    text = mails().get().text
    assert words in text
    assert "deadline" not in text


def test_an_invoice_and_a_refund_are_told(customers, orders):
    person = customers.add()
    order = orders.of(person.id)
    deliver(
        InvoiceIssued(
            order_id=order.order_id,
            customer_id=person.id,
            invoice_id=new_id(),
            number="B-1",
        )
    )
    deliver(
        PaymentRefunded(
            order_id=order.order_id, payment_id=new_id(), amount=500, currency="EUR", reason="late"
        )
    )
    assert told() == mailed() == ["invoice-issued", "payment-refunded"]
    moved = {"order_id": order.order_id, "payment_id": new_id(), "amount": 500, "currency": "EUR"}
    for event in (CashOwed(**moved), RefundFailed(**moved), RefundRetried(**moved)):
        deliver(event)
    assert told()[2:] == mailed()[2:] == ["cash-owed", "refund-failed", "refund-retried"]
    assert Notification.objects.get(kind="payment-refunded").title == "You get €5.00 back"


def test_a_refund_says_where_it_goes_back_to_and_whom_to_ask(orders):
    for paid, words in (
        ({"payment_method": "card"}, "Your bank may take some days"),
        ({"payment_method": "credit", "credit": 900}, "on your gift card or store credit again"),
        ({"payment_method": "card", "credit": 900}, "goes back there first, the rest to your card"),
        ({"payment_method": "cash"}, "the store keeps it for you"),
    ):
        order = orders.add(an_order(**FACTS, **paid, is_guest=True))
        deliver(
            PaymentRefunded(
                order_id=order.order_id, payment_id=new_id(), amount=500, currency="EUR", reason=""
            )
        )
        mail = mails().latest("id")
        assert words in mail.text and "answers at +358 9 123" in mail.text
        assert "/track/signed%3Alink" in html(mail), "where a guest looks at it"


def test_the_code_of_a_gift_card_goes_to_whom_it_is_for_and_stands_nowhere_else(stand_in):
    account = new_id()
    letter = CreditLetter(
        email="friend@example.org",
        locale="en",
        code="ABCD-EFGH-JKLM-NPQR",
        amount=5000,
        currency="EUR",
        words="Hi",
    )
    stand_in(PaymentsService, FakePaymentsService()).letters[account] = letter
    deliver(CreditIssued(account_id=account, order_id=None, amount=5000, currency="EUR"))
    deliver(CreditIssued(account_id=new_id(), order_id=None, amount=5000, currency="EUR"))
    (mail,) = Outgoing.objects.all()
    assert (mail.address, mail.title) == ("friend@example.org", "A gift card of €50.00 for you")
    assert all(letter.code in said and "Hi" in said for said in (mail.text, html(mail)))
    assert not Notification.objects.exists()


def test_people_and_orders_that_are_gone_are_told_nothing(customers, orders):
    deliver(build_placed(new_id()))
    refund = PaymentRefunded(order_id=new_id(), payment_id=new_id(), amount=1, currency="EUR", reason="")
    deliver(refund)
    deliver(EmailVerified(user_id=new_id()))
    assert not Notification.objects.exists() and not Outgoing.objects.exists()


def test_a_name_cannot_add_mail_headers(customers):
    deliver(EmailVerified(user_id=customers.add(name="Eve\nBcc: all@example.com").id))
    assert "\n" not in Notification.objects.get().title


def test_an_unknown_language_gets_english():
    assert render("welcome", "tlh", {"name": "Worf"}).title == "Welcome, Worf"


def test_an_order_ahead_is_confirmed_with_its_day_lines_total_and_link_and_cash_is_not_called_paid(
    orders, customers, settings
):
    settings.PUBLIC_URL = "https://pizza.example"
    person = customers.add()
    for method, paid in (
        ("cash", "You pay €37.66 in cash"),
        ("card", "€37.66 is reserved on your card"),
    ):
        order = orders.add(an_order(customer_id=person.id, **FACTS, payment_method=method))
        placed = build_placed(person.id, order_id=order.order_id)
        deliver(build_advanced(placed, OrderStatus.SCHEDULED))
        text = mails().latest("id").text
        assert "on Friday, 4 December 2026, 18:00 to 18:15" in text
        assert "2 x Large hand-tossed pizza (pepperoni)" in text and "Total  €37.66" in text
        assert paid in text and "https://pizza.example/track/signed%3Alink" in text
        assert "is paid" not in text


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (ServiceMethod.DELIVERY, "We bring it to the address that you gave us now."),
        (ServiceMethod.CARRYOUT, "You collect it at the store now."),
    ],
)
def test_another_way_of_an_order_is_told_once_and_other_changes_are_not(customers, orders, service, words):
    order = orders.add(an_order(customer_id=customers.add().id, service=service, **FACTS))
    placed = build_placed(order.customer_id, order_id=order.order_id, service=service)
    names = {field.name for field in fields(OrderRevised)} & {field.name for field in fields(placed)}
    revised = OrderRevised(**{name: getattr(placed, name) for name in names}, was=1000)
    deliver(revised)
    assert not mails().exists()
    deliver(replace(revised, is_other_way=True), times=2)
    mail = mails().get(kind="order-changed")
    assert words in mail.text and "Friday, 4 December 2026, 18:00" in mail.text
    assert "Total  €37.66" in mail.text and "/track/signed%3Alink" in mail.text


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.com", "https://evil.example", "Eve\u2028x"])
def test_a_name_that_is_none_is_left_out_wherever_it_came_from(customers, name):
    deliver(RegistrationRepeated(user_id=new_id(), email="old@example.com", name=name, locale="en"))
    mail = mails().get()
    assert mail.text.startswith("Hello,") and "evil" not in mail.text and "Bcc" not in mail.text


def test_what_has_run_out_is_told_with_what_there_is_instead_and_where_to_decide(customers, orders, settings):
    settings.PUBLIC_URL = "https://pizza.example"
    lines = (
        MissingLine(
            number=1, name="Large pizza", alternatives=(("12HT", "Medium pizza"), ("10HT", "Small pizza"))
        ),
        MissingLine(number=2, name="Wrap", is_kept=True, detail="pineapple is sold out"),
    )
    known = orders.add(an_order(customer_id=customers.add().id, tracking_token="signed:token"))
    event = OrderHeldUp(
        order_id=known.order_id,
        number="2026-01-01#7",
        store_id=new_id(),
        customer_id=known.customer_id,
        missing=lines,
        until=FACTS["promised_from"],
    )
    deliver(event, times=2)
    mail = mails().get()
    assert "Large pizza: has run out; instead you may have Medium pizza, Small pizza" in mail.text
    assert "Wrap: pineapple is sold out" in mail.text and "Friday, 4 December 2026, 16:00" in mail.text
    assert "https://pizza.example/track/signed%3Atoken" in mail.text
    deliver(replace(event, order_id=new_id(), missing=()))
    assert "not open as it had planned" in mails().latest("id").text


def test_a_late_order_names_its_new_window_and_why_and_the_near_courier_and_the_review_follow(
    customers, orders
):
    person = customers.add(locale="fi")
    order = orders.of(person.id)
    Subscription.objects.create(user_id=person.id, audience="customer", endpoint="https://push.example/1")
    at = datetime(2026, 12, 4, 21, 30, tzinfo=UTC)
    late = OrderRunsLate(
        order_id=order.order_id,
        number=order.number,
        store_id=new_id(),
        customer_id=person.id,
        service=ServiceMethod.DELIVERY,
        promised_to=at,
        eta_from=at + timedelta(minutes=10),
        eta_to=at + timedelta(minutes=20),
        cause=EtaCause.OVEN,
    )
    deliver(late, times=2)
    (mail,) = mails()
    assert "luvattua myöhemmin" in mail.title and "Uuni tarvitsee" in mail.text and "Odotamme" in mail.text
    deliver(CourierNearby(order_id=order.order_id, courier_id=new_id(), at=at), times=2)
    with clock.stopped(at):
        placed = build_placed(person.id, order_id=order.order_id)
        deliver(build_advanced(placed, OrderStatus.COMPLETED), times=2)
    pushed = {row.kind: row for row in Outgoing.objects.filter(channel="push")}
    assert set(pushed) == {"order-late", "courier-near", "order-completed", "review-invitation"}
    assert pushed["review-invitation"].due_at == at + timedelta(hours=10, minutes=30), (
        "at eight, not at night"
    )
    assert "order-late" in told()


def test_the_button_of_a_mail_says_where_it_leads_and_not_what_happened(customers, orders):
    person = customers.add(locale="de")
    order = orders.add(an_order(customer_id=person.id, tracking_token="t"))
    deliver(build_advanced(build_placed(person.id, order_id=order.order_id), OrderStatus.REJECTED))
    assert ">Deine Bestellung</a>" in html(mails().get())
