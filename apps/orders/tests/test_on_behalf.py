"""Orders that staff take for somebody: as they are typed, for who calls and for who stands at the counter."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from apps.menu.contract.types import LineRequest, Part
from apps.orders.domain.codes import Unreadable, read_line, write_line
from apps.orders.models import Order, Quote
from apps.orders.tests.builders import HOME, refreshed, sent
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.texts.problems import said

CODES = st.from_regex(r"[A-Z]{1,3}", fullmatch=True).filter(lambda code: code != "X")
AMOUNTS = st.sampled_from([Decimal(amount) for amount in ("0", "0.5", "1", "1.5", "2")]).filter(
    lambda amount: amount in (0, 1, 2) or amount > 1
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("14HT", {"variant": "14HT"}),
        ("2 cola-033", {"variant": "COLA-033", "quantity": 2}),
        ("2x 14HT, -x", {"variant": "14HT", "quantity": 2, "options": {"X": {Part.WHOLE: Decimal(0)}}}),
        (
            "14HT half P half M",
            {"variant": "14HT", "options": {"P": {Part.LEFT: Decimal(1)}, "M": {Part.RIGHT: Decimal(1)}}},
        ),
        ("14HT 2P half half 1,5M", {"variant": "14HT", "options": {
            "P": {Part.WHOLE: Decimal(2)}, "M": {Part.RIGHT: Decimal("1.5")}}}),
        ("14HT+14VE # well done", {"variant": "14HT", "second_half": "14VE", "note": "well done"}),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_is_said(text, line):
    assert read_line(text) == LineRequest(**line)


@pytest.mark.parametrize(
    "text", ["", "  # only a note", "half", "14HT P!", "14HT half half half P", "14HT 0P"]
)
def test_what_is_no_line_is_refused_in_words(text):
    if text == "half":
        assert read_line(text).variant == "HALF", "the menu knows what it is"
        return
    with pytest.raises(Unreadable):
        read_line(text)


@given(
    variant=st.from_regex(r"[0-9]{2}[A-Z]{2}", fullmatch=True),
    quantity=st.integers(1, 99),
    options=st.dictionaries(
        CODES, st.dictionaries(st.sampled_from(list(Part)), AMOUNTS, min_size=1), max_size=4
    ),
    note=st.sampled_from(["", "well done", "no. 7, please"]),
)
def test_what_is_written_is_read_as_it_was(variant, quantity, options, note):
    line = LineRequest(variant=variant, quantity=quantity, options=options, note=note)
    assert asdict(read_line(write_line(line))) == asdict(line)


@pytest.fixture
def taker(world):
    """Somebody of the store, and how they ask and take."""
    return taking(world, client(world.staff))


def taking(world, api):
    """How the caller asks and takes at the store."""
    base = f"/api/v1/stores/{world.store.id}"

    def quote(*lines, status=201, **wanted):
        body = {"service": "DELIVERY", "address": HOME, "in_cash": True, "lines": list(lines)} | wanted
        answer = api.post(f"{base}/typed-quotes", {k: v for k, v in body.items() if v is not None})
        assert answer.status_code == status, answer.json()
        return answer.json()

    def take(quote, status=201, key="", **wanted):
        headers = {"Idempotency-Key": key or str(new_id())}
        contact = {"name": "Aino", "phone": "+358 40 123 4567"}
        body = {"quote_id": quote["id"], "channel": "phone", "payment": "cash", "contact": contact} | wanted
        answer = api.post(f"{base}/taken-orders", body, headers=headers)
        assert answer.status_code == status, answer.json()
        return answer.json()

    def callers(phone="+358401234567", by=api):
        return by.get(f"{base}/callers?phone={phone.replace('+', '%2B')}").json()

    return quote, take, callers


@pytest.mark.django_db
def test_an_order_for_an_unknown_telephone_takes_three_calls_beside_its_address(world, taker):
    quote, take, callers = taker
    assert callers() == {"name": "", "email": "", "addresses": [], "orders": []}
    taken = take(quote("2 14HT half P", "COLA-033"))
    order = Order.objects.get()
    assert (taken["status"], order.channel, order.is_guest) == ("PLACED", "phone", True)
    assert (order.saga.payment_method, order.contact_name) == ("cash", "Aino")
    assert order.lines[0]["options"] == {"P": {"1/2": "1"}}
    known = callers()
    assert (known["name"], known["orders"][0]["lines"]) == ("Aino", ["2 14HT half P half", "COLA-033"])
    assert known["addresses"][0]["street"] == HOME["street"]


@pytest.mark.django_db
def test_who_ordered_before_stays_the_customer_of_the_next_order(world, taker):
    quote, take, callers = taker
    first = world.paid()
    (known,) = callers()["orders"]
    assert known["id"] == str(first.id)
    again = take(quote(*known["lines"]), like=known["id"])
    order = Order.objects.get(id=again["id"])
    assert (order.customer_id, order.is_guest) == (first.customer_id, False)
    elsewhere = client(principal(Role.STORE_STAFF, stores=(new_id(),)))
    assert callers(by=elsewhere)["code"] == "not-found"
    take(quote("14HT"), status=404, like=str(new_id()))


@pytest.mark.django_db
def test_an_agent_takes_orders_for_any_store_and_has_no_part_in_them(world):
    agent = client(principal(Role.AGENT))
    quote, take, callers = taking(world, agent)
    first = world.paid()
    (known,) = callers()["orders"]
    taken = take(quote(*known["lines"]), like=known["id"])
    assert Order.objects.get(id=taken["id"]).customer_id == first.customer_id
    stranger = {"name": "Eero", "phone": "+358 50 765 4321"}
    take(quote("14HT"), status=404, like=known["id"], contact=stranger)
    for method, path in (("get", ""), ("post", "/refunds"), ("post", "/actions/cancel"), ("get", "/history")):
        assert getattr(agent, method)(f"/api/v1/orders/{taken['id']}{path}").status_code in (403, 404), path


@pytest.mark.django_db
def test_a_link_to_pay_goes_to_who_called(world, taker):
    quote, take, _ = taker
    taken = take(quote("14HT", in_cash=False), payment="link")
    order = Order.objects.get()
    assert (taken["status"], bool(taken["pay_until"])) == ("PENDING_PAYMENT", True)
    assert sent(order) == ["orders.payment_link_asked"]
    world.pay(order)
    assert refreshed(order).status == "PLACED"


@pytest.mark.django_db
def test_a_counter_asks_nobody_who_they_are(world, taker):
    quote, take, _ = taker
    priced = quote("14HT", service="CARRYOUT", address=None)
    take(priced, channel="counter", payment="link", contact={}, status=400)
    take(priced, contact={"name": "Aino"}, status=400)
    taken = take(priced, channel="counter", contact={}, key="the same")
    assert (taken["status"], Order.objects.get().channel) == ("PLACED", "counter")
    assert take(priced, channel="counter", contact={}, key="the same")["id"] == taken["id"]


@pytest.mark.django_db
def test_what_cannot_be_read_is_told_by_its_line(world, taker):
    quote, take, _ = taker
    refused = quote("14HT", "14HT P!", "14HT half half half", status=400)
    assert [error["field"] for error in refused["errors"]] == ["lines.1", "lines.2"]
    with override("fi"):
        assert said(refused["errors"][0]["message"]) == '"P!" ei ole täyte.'
    other = Quote.objects.get(id=quote("14HT")["id"])
    Quote.objects.filter(id=other.id).update(store_id=new_id())
    take({"id": str(other.id)}, status=404)
