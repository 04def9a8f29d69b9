"""Who ordered has it brought to another door, collects it, or has it brought after all; what depends on it follows."""

from datetime import timedelta
from functools import partial

import pytest

from apps.geo.contract.fake import FakeStore
from apps.geo.contract.types import FeeTier, Point
from apps.orders.lifecycle.transitions import first_look
from apps.orders.models import Order, OvenUse, Printer, PrintJob, SlotUse
from apps.orders.tasks import release_scheduled
from apps.orders.tests.builders import HOME, LAT, LON, next_slot, refreshed, saga_of
from apps.orders.tests.revision_builders import adjusted, asked, messages, refused
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

FAR = {
    **HOME,
    "lat": round(LAT + 0.02, 4),
    "street": "Mannerheimintie",
    "house_number": "40",
    "note": "blue door",
}
COLLECT = {"service": "CARRYOUT"}
COUNTER = {**COLLECT, "address": None, "tip": 0}
DELIVERY = ("delivery.request_delivery", "delivery.cancel_delivery", "delivery.revise_delivery")


def price(world, order, **body):
    return client(world.customer).post(f"/api/v1/orders/{order.id}/revisions", body)


def take(world, order, quote, **headers):
    url = f"/api/v1/orders/{order.id}/actions/revise"
    return client(world.customer).post(url, {"quote_id": quote["id"]}, headers=headers)


def change(world, order, **body):
    quote = price(world, order, **body)
    assert quote.status_code == 201, quote.json()
    answer = take(world, order, quote.json())
    assert answer.status_code == 200, answer.json()
    if order.saga.payment_id is not None:
        adjusted(order)
    return refreshed(order), quote.json()


def told(order):
    """What delivery was told, by kind."""
    return {
        kind.split(".")[1].split("_")[0]: messages(order, kind) for kind in DELIVERY if messages(order, kind)
    }


def seats():
    used = SlotUse.objects.filter(orders__gt=0)
    return {(use.service, use.starts_at): (use.orders, use.pizzas) for use in used}


def oven():
    return sum(OvenUse.objects.values_list("pizzas", flat=True))


@pytest.fixture
def order(world, db):
    return world.paid()


@pytest.fixture
def dearer_far_away(world):
    """Far doors pay more to be brought to."""
    found = world.geo.locate

    def locate(*, point, **kwargs):
        match = found(point=point, **kwargs)
        tiers = (FeeTier(from_subtotal=0, fee=690),) if point.lat == FAR["lat"] else match.fee_tiers
        return type(match)(**{**{name: getattr(match, name) for name in match.__slots__}, "fee_tiers": tiers})

    world.geo.locate = locate


@pytest.mark.parametrize(("accepted", "method"), [(False, "card"), (True, "card"), (True, "cash")])
def test_another_door_has_its_own_fee_and_promise_and_delivery_begins_anew(
    world, db, accepted, method, dearer_far_away
):
    order = world.placed()
    world.pay(order, method=method)
    if accepted:
        world.bump(order, "accept")
        world.assign(order)
    world.delivery.seconds = 1800
    after, quote = change(world, order, address=FAR)
    assert (after.status, after.address) == ("ACCEPTED" if accepted else "PLACED", FAR)
    assert (after.delivery_fee, after.total, quote["difference"]) == (
        690,
        order.total + 690 - order.delivery_fee,
        after.total - order.total,
    )
    assert after.promised_to > order.promised_to and after.eta_to == after.promised_to
    assert (asked(order)[-1]["amount"], saga_of(order).authorized, oven()) == (
        after.total,
        after.total,
        after.pizzas,
    )
    if not accepted:
        assert told(order) == {}
        world.bump(order, "accept")
    request = told(order)["request"][-1]
    assert ("Mannerheimintie 40" in request["address"], request["note"], request["lat"]) == (
        True,
        "blue door",
        FAR["lat"],
    )
    assert (request["revision"], request["cash_due"]) == (1, after.total if method == "cash" else 0)
    assert [gone["before"] for gone in told(order).get("cancel", ())] == ([1] if accepted else [])
    assert saga_of(order).courier_id is None, "whoever had it is asked anew"


def test_a_note_of_the_door_alone_keeps_what_is_under_way(world, order):
    world.bump(order, "accept")
    after, _ = change(world, order, lines=[{"variant": "14HT", "quantity": 1}])
    assert (after.address, list(told(order))) == (order.address, ["request", "revise"])


def test_where_the_store_does_not_deliver_it_says_who_does_and_nothing_changes(world, order):
    away = Point(lat=LAT + 1, lon=LON)
    other = FakeStore(store_id=new_id(), point=away, zone_id=new_id())
    assert price(world, order, address={**HOME, "lat": LAT + 0.5}).json()["code"] == "out-of-zone"
    world.geo.stores.append(other)
    world.stores.stores.append(
        type(world.store)(
            **{**{n: getattr(world.store, n) for n in world.store.__slots__}, "id": other.store_id}
        )
    )
    refusal = price(world, order, address={**HOME, "lat": LAT + 1}).json()
    assert (refusal["code"], refusal["store_id"]) == ("other-store", str(other.store_id))
    lost = price(world, order, address=HOME, **COLLECT).json()
    assert [(each["field"], each["code"]) for each in lost["errors"]] == [("address", "no_delivery")]
    assert refreshed(order).edition == 0


@pytest.mark.parametrize("steps", [[], ["accept"]])
def test_it_is_collected_after_all_and_brought_again(world, order, steps):
    world.bump(order, *steps)
    after, quote = change(world, order, **COLLECT)
    assert (after.status, after.service, after.address, after.tip, after.delivery_fee) == (
        order.status if not steps else "ACCEPTED",
        "CARRYOUT",
        None,
        0,
        0,
    )
    assert (len(after.collection_code), after.contactless, quote["difference"] < 0) == (4, False, True)
    assert after.promised_to <= order.promised_to
    assert oven() == after.pizzas
    missing = price(world, after, service="DELIVERY").json()
    assert [(each["field"], each["code"]) for each in missing["errors"]] == [("address", "required")]
    back, _ = change(world, after, service="DELIVERY", address=FAR, tip=300)
    assert (back.service, back.address, back.tip, back.collection_code, back.edition) == (
        "DELIVERY",
        FAR,
        300,
        "",
        2,
    )
    if steps:
        assert [row["revision"] for row in told(order)["request"]] == [0, 2]
        assert [row["before"] for row in told(order)["cancel"]] == [1]
    assert world.bump(order, *([] if steps else ["accept"]), "start").status == "PREPARING"


def test_an_order_that_costs_nothing_changes_its_way_without_a_payment(world, db):
    world.menu.deals["FREE"] = 10_000
    free = {"deals": ["FREE"], "store_id": str(world.store.id), "lines": [{"variant": "14HT", "quantity": 1}]}
    order = world.bump(world.placed(**COUNTER, **free), "accept")
    world.geo.locate = lambda **_: pytest.fail("nothing to look up")
    quote = price(world, order, service="CURBSIDE").json()
    assert take(world, order, quote).json()["service"] == "CURBSIDE"
    assert (refreshed(order).total, saga_of(order).payment_id, saga_of(order).revision) == (0, None, 1)
    client(world.customer).post(f"/api/v1/orders/{order.id}/check-in", {"vehicle": "red Volvo"})
    assert refreshed(order).checked_in_at
    later = take(world, order, price(world, order, when=next_slot(5).isoformat()).json()).json()
    after = refreshed(order)
    assert (later["status"], after.checked_in_at, after.vehicle) == ("SCHEDULED", None, ""), (
        "nobody waits yet"
    )


@pytest.mark.parametrize("body", [{"address": FAR}, COLLECT])
def test_an_order_ahead_keeps_its_time_and_takes_the_seats_of_its_way(world, db, body):
    with clock.stopped() as at:
        order = world.paid(when=next_slot().isoformat())
        before = seats(), oven()
        world.delivery.seconds = 1500
        quote = price(world, order, **body).json()
        assert take(world, order, quote).status_code == 200
        refused(order)
        assert (seats(), oven()) == before
        after, _ = change(world, order, **body)
        assert (after.status, after.scheduled_for, after.promised_to) == (
            "SCHEDULED",
            order.scheduled_for,
            order.promised_to,
        )
        assert (seats(), oven()) == ({(after.service, after.scheduled_for): (1, after.pizzas)}, after.pizzas)
        assert saga_of(order).deadline_at == first_look(after, clock.now())
        assert (after.release_at < order.release_at) == (after.service == "DELIVERY"), (
            "a longer road begins earlier"
        )
        at.at = after.release_at
        release_scheduled()
        assert refreshed(order).status == "PLACED"


@pytest.mark.parametrize(("steps", "printed"), [([], False), (["accept"], False), (["accept"], True)])
def test_what_the_store_has_waits_for_another_time_and_is_accepted_anew(world, db, steps, printed):
    Printer.objects.create(store_id=world.store.id, name="Hot", host="127.0.0.1", kinds=["kitchen"])
    with clock.stopped() as at:
        order = world.bump(world.paid(), *steps)
        if printed:
            PrintJob.objects.update(begun_at=clock.now(), printed_at=clock.now())
        wanted = next_slot(5)
        after, _ = change(world, order, when=wanted.isoformat())
        assert (after.status, after.scheduled_for) == ("SCHEDULED", wanted)
        assert (set(after.stage_times), oven()) == ({"PENDING_PAYMENT", "SCHEDULED"}, after.pizzas)
        assert saga_of(order).deadline_at == first_look(after, clock.now())
        assert [row["before"] for row in told(order).get("cancel", ())] == ([1] if steps else [])
        note = {"line_notes": {"1": "no onion"}}
        client(world.customer).patch(f"/api/v1/orders/{order.id}/details", note)
        assert not PrintJob.objects.filter(printed_at=None).exists(), "the kitchen would begin it now"
        at.at = after.release_at
        release_scheduled()
        placed = world.bump(order, "accept")
        assert [job.copy for job in PrintJob.objects.filter(printed_at=None)] == [int(printed)]
        assert (placed.status, told(order)["request"][-1]["revision"]) == ("ACCEPTED", 1)
        late, _ = change(world, order, when=None)
        assert (late.status, late.scheduled_for) == ("ACCEPTED", None)
        assert late.promised_to < wanted + timedelta(minutes=15)


def test_a_price_asked_before_a_change_is_no_way_back(world, db):
    with clock.stopped():
        order = world.paid(when=next_slot().isoformat())
        old = price(world, order, lines=[{"variant": "14HT", "quantity": 3}]).json()
        after, _ = change(world, order, when=next_slot(5).isoformat())
        late = take(world, order, old)
        newer = late.json()
        assert (late.status_code, newer["code"], newer["total"]) == (409, "order-changed", after.total)
        assert refreshed(order).scheduled_for == next_slot(5)
        noted = price(world, order, lines=[{"variant": "14HT", "quantity": 3}]).json()
        client(world.customer).patch(f"/api/v1/orders/{order.id}/details", {"line_notes": {"1": "no onion"}})
        assert take(world, order, noted).json()["code"] == "order-changed", "notes would be lost"
        another = world.paid()
        foreign = price(world, another, lines=[{"variant": "14HT", "quantity": 3}]).json()
        assert take(world, order, foreign).json()["code"] == "not-revisable"


def test_the_list_of_times_leaves_out_what_the_order_takes_itself(world, db):
    with clock.stopped():
        world.stores.slot_orders = 1
        order = world.paid(when=next_slot().isoformat())
        start = order.scheduled_for
        url = f"/api/v1/stores/{world.store.id}/slots?date={order.business_date}&pizzas={order.pizzas}"

        def free(by=None, own=""):
            listed = client(by or world.customer).get(url + own)
            return {slot["start"]: slot["is_free"] for slot in listed.json()}[
                start.isoformat().replace("+00:00", "Z")
            ]

        assert (free(), free(own=f"&order={order.id}")) == (False, True)
        for stranger in (None, principal(Role.CUSTOMER)):
            assert client(stranger).get(f"{url}&order={order.id}").status_code == 404


def act_beside(world, order, rival, quote, n):
    """The first changes the order, the second is its rival."""
    if n and rival in ("accept", "cancel"):
        world.act(order, rival, by=world.customer if rival == "cancel" else None)
    elif n and rival == "assign":
        world.assign(order)
    else:
        key = {"Idempotency-Key": str(quote["id"])} if rival == "same call" else {}
        take(world, order, quote, **key)


@pytest.mark.django_db(transaction=True)
def test_beside_others_who_move_it_one_wins_and_all_fits(world):
    """Orders accepted, assigned, cancelled or changed once more, also by the same call, while they are changed."""
    for rival in ("accept", "assign", "cancel", "again", "same call"):
        order = world.paid()
        quote = price(world, order, address=FAR).json()
        at_once(2, partial(act_beside, world, order, rival, quote))
        if saga_of(order).revision:
            adjusted(order)
        found = Order.objects.get(pk=order.pk)
        assert len(asked(order)) <= 1
        if found.status == "CANCELLED":
            assert oven() == sum(Order.objects.exclude(status="CANCELLED").values_list("pizzas", flat=True))
            continue
        assert (found.status, found.address, found.edition) in (
            ("PLACED", FAR, 1),
            ("ACCEPTED", FAR, 1),
            ("ACCEPTED", order.address, 0),
        )
        if found.status == "ACCEPTED":
            assert told(order)["request"][-1]["lat"] == found.address["lat"]
