"""What can run out: the last use of a deal and the last seat of a slot have one winner, and come back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from threading import Barrier

import pytest
from django.db import connection

from apps.orders.contract.errors import DealExhausted, NoRoomForMore, SlotFull
from apps.orders.domain.seats import JUST_PROMISED, QUARTER, oven_size
from apps.orders.models import DealUse, Order, OvenUse, Quote, SlotUse
from apps.orders.queries.kitchen import remembered
from apps.orders.quotes import place
from apps.orders.quotes.placement import Placement, place_order
from apps.orders.quotes.store_changes import note_menu
from apps.orders.reservations import revisions, seats
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import next_slot, refreshed
from apps.users.contract.types import Person
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

RIVALS, CONNECTIONS = 500, 20


def at_once(quote, refusal, rivals=RIVALS):
    """So many customers place the same basket at once; gives how many of them got it."""

    def place():
        rival = Quote(**{**fields, "id": new_id(), "customer_id": new_id()})
        try:
            phone = f"+3584{str(rival.id.int)[-9:]}"
            place_order(
                rival, Placement(customer_id=rival.customer_id, contact_name="R", contact_phone=phone)
            )
        except refusal:
            return 0
        return 1

    def worker(_):
        barrier.wait(20)
        try:
            return sum(place() for _ in range(rivals // CONNECTIONS))
        finally:
            connection.close()

    fields = {field.attname: getattr(quote, field.attname) for field in Quote._meta.concrete_fields}
    barrier = Barrier(CONNECTIONS)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(worker, range(CONNECTIONS)))


@pytest.mark.django_db(transaction=True)
def test_vouchers_and_slots_read_modify_written_without_a_lock(world):
    """500 rivals for the last one; exactly one may win."""
    world.menu.deals["LAST"] = 500
    world.menu.coupons.add("LAST")
    deal = Quote.objects.get(pk=world.quote(deals=["LAST"])["id"])
    assert at_once(deal, DealExhausted) == 1
    assert Order.objects.count() == DealUse.objects.get(code="LAST").used == 1

    world.stores.slot_orders = 1
    slot = Quote.objects.get(pk=world.quote(when=next_slot().isoformat())["id"])
    assert at_once(slot, SlotFull) == 1
    assert Order.objects.count() == 2
    assert SlotUse.objects.get().orders == 1
    revisions.free(Order.objects.order_by("id").first())
    assert world.placed(deals=["LAST"]).discount == 500, "the code is good again"

    world.stores.slot_orders = None
    OvenUse.objects.all().delete()
    remembered.clear()
    few = replace(world.store.kitchen, oven_slots=6)
    world.stores.stores = [replace(world.store, kitchen=few)]
    soon = Quote.objects.get(pk=world.quote()["id"])
    soon.created_at -= JUST_PROMISED
    assert at_once(soon, SlotFull, rivals=20) == oven_size(few) // soon.pizzas
    (oven,) = OvenUse.objects.all()
    assert oven.pizzas <= oven_size(few)


@pytest.mark.django_db(transaction=True)
class TestDeals:
    @pytest.fixture(autouse=True)
    def _deal(self, world):
        world.menu.deals["FIVE"], world.menu.deal_limits["FIVE"] = 500, (2, 1)

    def used(self):
        """By all and by account; the traces of the account, its telephone here, are counted alike."""
        counts = dict(DealUse.objects.values_list("holder", "used"))
        traces = {counts.pop(holder) for holder in list(counts) if holder.startswith(("m", "p"))}
        assert traces == {used for holder, used in counts.items() if holder}
        return counts

    def test_a_customer_has_one_and_the_next_quote_says_so(self, world):
        world.placed(deals=["FIVE"])
        assert self.used() == {"": 1, str(world.customer.id): 1}
        assert world.quote(deals=["FIVE"])["deals"] == []

    def test_two_quotes_one_deal(self, world):
        note_menu(world.store.id, world.menu.version)
        first, second = world.quote(deals=["FIVE"]), world.quote(deals=["FIVE"])
        assert world.post_order(first["id"]).status_code == 201
        refused = world.post_order(second["id"])
        assert (refused.status_code, refused.json()["code"]) == (409, "quote-changed")
        body = refused.json()
        assert list(body["deals"]["lost"]) == ["FIVE"]
        assert body["now"] - body["was"] == 500
        assert world.post_order(body["quote_id"]).json()["total"] == body["now"]
        assert self.used() == {"": 1, str(world.customer.id): 1}

    def test_a_guest_who_had_it_under_their_address_is_offered_the_order_without(self, world):
        offered = []
        for guest in (principal(Role.GUEST), principal(Role.GUEST)):
            quote = world.quote(by=guest, deals=["FIVE"])
            contact = {"name": "Otso", "phone": "+358 40 7654321", "email": "otso@example.org"}
            offered.append(world.post_order(quote["id"], by=guest, contact=contact))
        assert [answer.status_code for answer in offered] == [201, 409]
        body = offered[1].json()
        assert list(body["deals"]["lost"]) == ["FIVE"]
        assert world.post_order(body["quote_id"], by=guest, contact=contact).status_code == 201

    @pytest.mark.parametrize(
        "contact",
        [
            {"phone": "+358 40 7654321", "email": "Aino+pizza@Example.org"},
            {"phone": "+358 40 7654321", "email": "aino.proved@example.org"},
            {"phone": "040-123 45 67", "email": "other@example.org"},
        ],
    )
    def test_what_an_account_used_its_owner_does_not_use_again_as_a_guest(self, world, contact):
        world.users.people[world.customer.id] = Person(
            id=world.customer.id,
            email="aino.proved@example.org",
            name="Aino",
            phone="",
            is_verified=True,
            locale="en",
        )
        own = {"name": "Aino", "phone": "+358 40 1234567", "email": "aino@example.org"}
        quote = world.quote(deals=["FIVE"])
        assert world.post_order(quote["id"], contact=own).status_code == 201
        guest = principal(Role.GUEST)
        quote = world.quote(by=guest, deals=["FIVE"])
        refused = world.post_order(quote["id"], by=guest, contact={"name": "A", **contact})
        assert (refused.status_code, list(refused.json()["deals"]["lost"])) == (409, ["FIVE"])

    def test_a_guest_is_known_while_keys_are_rotated_and_their_telephone_is_not_guessed(
        self, world, settings
    ):
        old, new = settings.PERSON_KEYS, [token_hex(32)]
        codes = []
        for number, keys in enumerate((old, new + old)):
            settings.PERSON_KEYS, guest = keys, principal(Role.GUEST)
            quote = world.quote(by=guest, deals=["FIVE"])
            contact = {"name": "Otso", "phone": "+358 40 7654321", "email": f"otso{number}@example.org"}
            codes.append(world.post_order(quote["id"], by=guest, contact=contact).status_code)
        assert codes == [201, 409]
        assert sha256(b"407654321").hexdigest()[:16] not in Order.objects.get().deal_holder

    @pytest.mark.parametrize(
        ("first", "again"),
        [
            ("+358 40 1234567", "123 45 67"),
            ("1234567", "(040) 123-4567"),
            ("+44 20 7946 0958", "7946 0958"),
        ],
    )
    def test_a_telephone_without_its_area_is_the_same_customer_of_that_store(self, world, first, again):
        world.menu.deal_limits["FIVE"] = (None, 1)
        offered = []
        for number, phone in enumerate((first, "+358 40 1234568", again)):
            guest = principal(Role.GUEST)
            quote = world.quote(by=guest, deals=["FIVE"])
            contact = {"name": "Otso", "phone": phone, "email": f"otso{number}@example.org"}
            offered.append(world.post_order(quote["id"], by=guest, contact=contact))
        assert [answer.status_code for answer in offered] == [201, 201, 409]
        assert list(offered[2].json()["deals"]["lost"]) == ["FIVE"]

    def test_who_loses_the_race_for_the_last_use_is_offered_the_order_without(self, world, monkeypatch):
        note_menu(world.store.id, world.menu.version)
        first, second = world.quote(deals=["FIVE"]), world.quote(deals=["FIVE"])

        def overtaken(deals, customer):
            monkeypatch.undo()
            assert world.post_order(first["id"]).status_code == 201
            return set()

        monkeypatch.setattr(place, "used_up", overtaken)
        lost = world.post_order(second["id"])
        assert (lost.status_code, lost.json()["code"]) == (409, "quote-changed")
        assert world.post_order(lost.json()["quote_id"]).json()["total"] == lost.json()["now"]

    @pytest.mark.parametrize("end", ["cancel", "reject", "expire", "fail"])
    def test_an_order_that_ends_before_it_is_made_restores_it(self, world, end):
        with clock.stopped() as at:
            order = world.placed(deals=["FIVE"])
            if end in ("cancel", "reject"):
                world.pay(order)
                by = world.customer if end == "cancel" else world.manager
                assert world.act(order, end, by=by, reason="no").status_code == 200
            elif end == "expire":
                at.advance(minutes=11)
                sweep_deadlines()
            else:
                world.fail_payments(order)
        assert refreshed(order).status in ("CANCELLED", "REJECTED", "EXPIRED", "PAYMENT_FAILED")
        assert self.used() == {"": 0, str(world.customer.id): 0}

    @pytest.mark.parametrize(("fault", "used"), [("customer", 1), ("store", 0)])
    def test_what_was_made_uses_it_up_unless_the_store_is_at_fault(self, world, fault, used):
        order = world.bump(world.paid(deals=["FIVE"]), "accept", "start")
        assert world.act(order, "cancel", by=world.manager, reason="gone", fault=fault).status_code == 200
        assert self.used() == {"": used, str(world.customer.id): used}

    def test_a_revision_may_use_its_own_deal_again(self, world):
        order = world.paid(deals=["FIVE"])
        url = f"/api/v1/orders/{order.id}/revisions"
        more = {"lines": [{"variant": "14HT", "quantity": 3}]}
        assert [deal["code"] for deal in client(world.customer).post(url, more).json()["deals"]] == ["FIVE"]

    def test_a_revision_counts_within_the_limits_like_any_order(self, world):
        order = world.paid()
        url = f"/api/v1/orders/{order.id}/revisions"
        wanted = {"lines": [{"variant": "14HT", "quantity": 3}], "deals": ["FIVE"]}
        quote = client(world.customer).post(url, wanted).json()
        world.placed(deals=["FIVE"])
        refused = world.act(order, "revise", by=world.customer, quote_id=quote["id"])
        assert (refused.status_code, refused.json()["code"]) == (409, "deal-exhausted")
        assert (refreshed(order).status, self.used()[""]) == ("PLACED", 1)

    def test_a_revision_that_is_called_off_gives_its_deal_back(self, world):
        order = world.paid()
        url = f"/api/v1/orders/{order.id}/revisions"
        wanted = {"lines": [{"variant": "14HT", "quantity": 3}], "deals": ["FIVE"]}
        quote = client(world.customer).post(url, wanted).json()
        assert world.act(order, "revise", by=world.customer, quote_id=quote["id"]).status_code == 200
        assert self.used() == {"": 1, str(world.customer.id): 1}
        assert world.act(order, "cancel", by=world.customer).status_code == 200
        assert self.used() == {"": 0, str(world.customer.id): 0}


@pytest.mark.django_db
class TestSlots:
    @pytest.mark.parametrize(("pizzas", "taken"), [(5, 5), (1, 1)])
    def test_a_revision_takes_its_pizzas_of_the_slot_and_an_end_gives_them_back(self, world, pizzas, taken):
        world.stores.slot_pizzas = 5
        order = world.placed(when=next_slot().isoformat())
        Order.objects.filter(pk=order.pk).update(status="PLACED", sequence=1)
        order = refreshed(order)
        revised = Quote(pizzas=pizzas, deals=[])
        revisions.take_for_revision(order, revised)
        with pytest.raises(NoRoomForMore):
            revisions.take_for_revision(order, Quote(pizzas=9, deals=[]))
        revisions.settle_deals(order, revised)
        seats.give_back_own(order, revised)
        assert SlotUse.objects.get().pizzas == taken
        order.pizzas = pizzas
        revisions.free(order)
        assert (SlotUse.objects.get().orders, SlotUse.objects.get().pizzas) == (0, 0)

    def test_a_revision_called_off_once_its_time_has_come_gives_back_what_it_took(self, world):
        order = world.placed(when=next_slot().isoformat())
        order.promised_from = clock.now()
        for called_off in (revisions.take_for_revision, revisions.drop_revision):
            called_off(order, Quote(pizzas=order.pizzas + 3, deals=[]))
        assert SlotUse.objects.get().pizzas == order.pizzas

    def seats(self, world, start, **wanted):
        asked = {"service": "DELIVERY", "date": world.store.business_date(start).isoformat(), **wanted}
        rows = client().get(f"/api/v1/stores/{world.store.id}/slots", asked).json()
        return {datetime.fromisoformat(row["start"]): row["is_free"] for row in rows}[start]

    def test_a_slot_is_held_from_placing_and_freed_by_expiry(self, world):
        world.stores.slot_orders = 1
        with clock.stopped() as at:
            start = next_slot()
            assert self.seats(world, start)
            order = world.placed(when=start.isoformat())
            assert (order.scheduled_for, order.promised_from) == (start, start)
            assert not self.seats(world, start)
            refused = client(world.customer).post(
                "/api/v1/orders/price", world.basket(when=start.isoformat())
            )
            assert (refused.status_code, refused.json()["code"]) == (409, "slot-full")
            at.advance(minutes=11)
            sweep_deadlines()
            assert refreshed(order).status == "EXPIRED"
            assert self.seats(world, start)

    def test_a_slot_is_offered_if_the_oven_can_bake_for_it(self, world):
        kitchen = replace(world.store.kitchen, oven_slots=6, oven_seconds=390)
        world.stores.stores = [replace(world.store, kitchen=kitchen)]
        start, size = next_slot(), oven_size(kitchen)
        quarters = [start - n * QUARTER for n in range(5)]
        OvenUse.objects.bulk_create(
            OvenUse(store_id=world.store.id, starts_at=at, pizzas=size - 1) for at in quarters
        )
        door = {name: world.basket()["address"][name] for name in ("lat", "lon")}
        for where in ({}, door):
            assert self.seats(world, start, **where)
            assert not self.seats(world, start, pizzas=size, **where)
            assert self.seats(world, start, pizzas=0, **where)
        OvenUse.objects.filter(starts_at=start).update(pizzas=size)
        assert not self.seats(world, start), "for somebody next door"
        assert self.seats(world, start, service="CARRYOUT", pizzas=0)
        assert not self.seats(world, start, service="CARRYOUT")

    def test_pizzas_fill_a_slot_too(self, world):
        world.stores.slot_pizzas = 3
        start = next_slot().isoformat()
        large = client(world.customer).post(
            "/api/v1/orders/price", world.basket(when=start, lines=[{"variant": "14HT", "quantity": 4}])
        )
        assert large.json()["code"] == "slot-full", "told before it is ordered"
        first, second = world.quote(when=start), world.quote(when=start)
        assert world.post_order(first["id"]).status_code == 201
        assert world.post_order(second["id"]).json()["code"] == "slot-full"
        drinks = world.quote(when=start, lines=[{"variant": "COLA-033", "quantity": 4}])
        assert world.post_order(drinks["id"]).status_code == 201

    def test_times_that_are_no_slot(self, world):
        for when in ("2026-01-01T12:00:00Z", (next_slot() + timedelta(minutes=1)).isoformat()):
            refused = client(world.customer).post("/api/v1/orders/price", world.basket(when=when))
            assert (refused.status_code, refused.json()["code"]) == (422, "slot-not-offered")
