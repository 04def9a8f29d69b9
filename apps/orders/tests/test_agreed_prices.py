"""Orders at prices that a partner agreed with its customer and was paid for: theirs, not the menu's, and no deals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import NotRevisable
from apps.orders.contract.quotes import Agreed, GuestContact, QuoteRequest
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.lifecycle.guards import Decision, check, edition_of
from apps.orders.lifecycle.transitions import Initiator, step_for
from apps.orders.models import Order, Quote
from apps.orders.service import LocalOrdersService
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import HOME, refreshed, saga_of, sent
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.errors import Invalid, NotFound
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db
GUEST = new_id()
LINES = [LineRequest(variant="14HT", quantity=2), LineRequest(variant="COLA-033")]
AGREED = Agreed(totals=(2901, 350), delivery_fee=199, answer_seconds=600)
WANTED = QuoteRequest(
    service=ServiceMethod.DELIVERY, lines=LINES, address={**HOME, "note": ""}, tip=100, agreed=AGREED
)


def placed(wanted=WANTED):
    service = LocalOrdersService()
    quote = service.quote_for_guest(customer_id=GUEST, request=wanted)
    contact = GuestContact(name="Aino", phone="", email="")
    order = service.place_for_guest(quote_id=quote.quote_id, customer_id=GUEST, contact=contact)
    return Order.objects.get(id=order.order_id)


def test_it_costs_what_was_agreed_with_taxes_and_deposits_out_of_it(world):
    order = placed()
    deposit = sum(line["deposit"] for line in order.lines)
    assert (order.food, order.deposit, order.delivery_fee) == (3251 - deposit, deposit, 199)
    assert (order.discount, order.small_order_fee, order.rounding, order.total) == (0, 0, 0, 3550)
    taxed = sum(row["base"] + row["tax"] for row in order.tax_lines)
    assert (taxed, order.deals) == (3450, []), "all but the tip, by rate"
    cheap = replace(AGREED, totals=(1, 0), delivery_fee=0)
    assert placed(replace(WANTED, agreed=cheap, tip=0)).total == 1, "below what the store delivers for"
    with pytest.raises(Invalid):
        placed(replace(WANTED, agreed=replace(AGREED, totals=(1,))))


def test_it_holds_though_the_menu_has_changed_since_the_quote(world):
    quote = LocalOrdersService().quote_for_guest(customer_id=GUEST, request=WANTED)
    Quote.objects.filter(id=quote.quote_id).update(menu_version="older")
    order = LocalOrdersService().place_for_guest(
        quote_id=quote.quote_id, customer_id=GUEST, contact=GuestContact(name="Aino", phone="", email="")
    )
    assert order.amounts.total == 3550


def test_its_store_has_the_partners_time_to_answer_and_nobody_is_offered_another_one(world):
    with clock.stopped() as at:
        order = placed()
        world.pay(order, method="partner")
        assert saga_of(order).deadline_at == at.at + timedelta(seconds=600)
        at.advance(seconds=600)
        sweep_deadlines()
    assert refreshed(order).state is OrderStatus.REJECTED
    assert "orders.order_offered_to_next_store" not in sent(order)


def test_it_is_cancelled_by_whoever_sent_it_until_it_is_made_and_never_changed(world):
    cancel, mine = (
        LocalOrdersService().cancel_for_guest,
        {"customer_id": GUEST, "reason": "No longer wanted."},
    )
    order = placed()
    world.pay(order, method="partner")
    with pytest.raises(NotFound):
        cancel(order_id=order.id, customer_id=new_id(), reason="")
    saga = saga_of(order)
    saga.order = refreshed(order)
    by = Initiator(frozenset({Actor.SUPPORT}))
    quote = Quote(
        terms=order.terms,
        request={"revises": edition_of(order)},
        **{name: getattr(order, name) for name in ("store_id", "service", "currency", "address")},
    )
    quote.expires_at = clock.now() + timedelta(minutes=1)
    with pytest.raises(NotRevisable, match="partner"):
        check(saga, step_for(saga.order, OrderAction.REVISE, by), by, Decision(quote=quote))
    for _ in range(2):
        assert cancel(order_id=order.id, **mine).status is OrderStatus.CANCELLED
    assert "payments.void_payment" in sent(order)
