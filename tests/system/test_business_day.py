"""One business day everywhere: a store's night counts as one day on every page, by the store's own start of day."""

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import StringIO
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from apps.delivery.contract.events import (
    CourierArrived,
    CourierAssigned,
    OrderDelivered,
    OrderPickedUp,
    ShiftEnded,
)
from apps.stores.demo_places import store_id
from apps.stores.profiles import save_store
from apps.stores.queries.states import get_state
from dominos.demo.city import accounts
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.unit_of_work import publish, unit_of_work

CODE = "HEL-3"
STORE = store_id(CODE)
HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
ORDERED = {
    datetime(2026, 11, 20, 23, 30, tzinfo=HELSINKI): DAY,
    datetime(2026, 11, 21, 0, 30, tzinfo=HELSINKI): DAY,
    datetime(2026, 11, 21, 4, 59, tzinfo=HELSINKI): DAY,
    datetime(2026, 11, 21, 5, 30, tzinfo=HELSINKI): DAY,
    datetime(2026, 11, 21, 6, 1, tzinfo=HELSINKI): NEXT,
}
HOME = {
    "street": "Bulevardi",
    "house_number": "7",
    "postcode": "00120",
    "city": "Helsinki",
    "lat": 60.16466,
    "lon": 24.93837,
}


@pytest.fixture
def night(city):
    """All apps filled; the store's day starts at 06:00. At each instant an order is delivered, its cash handed in, and
    the courier's shift ends."""
    state = get_state(STORE)
    save_store(replace(state, profile=replace(state.profile, day_starts_at=time(6))))
    return {at: delivered(at) for at in ORDERED}


def delivered(at):
    """The order as it is after it was placed, paid in cash and delivered, all at this instant."""
    courier = accounts(Role.COURIER, CODE)[0]
    customer = client(principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id))
    staff = client(principal(Role.STORE_STAFF, stores=(STORE,)))
    bag = client(principal(Role.COURIER, id=courier.id))
    with clock.stopped(at):
        quote = post(
            customer,
            "orders/price",
            service="DELIVERY",
            address=HOME,
            lines=[pizza(customer)],
            in_cash=True,
            tip=150,
        )
        contact = {"name": "Demo", "phone": "+358 40 1234567"}
        order = post(customer, "orders", quote_id=quote["id"], contact=contact)
        post(customer, "payments", order_id=order["id"], method={"type": "cash"})
        cook(staff, order)
        drive(order, courier)
        hand_in(bag, order)
        end_shift(courier, at)
        return customer.get(f"/api/v1/orders/{order['id']}").json()


def post(api, path, **body):
    answer = api.post(f"/api/v1/{path}", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert answer.status_code in (200, 201), answer.json()
    return answer.json()


def pizza(api):
    menu = api.get(f"/api/v1/stores/{STORE}/menu").json()
    found = next(v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
    return {"variant": found, "quantity": 2}


def cook(staff, order):
    for step in ("accept", "start", "bake", "ready"):
        post(staff, f"orders/{order['id']}/actions/{step}")


def drive(order, courier):
    order_id = UUID(order["id"])
    moment = {"order_id": order_id, "courier_id": courier.id, "at": clock.now()}
    assigned = CourierAssigned(order_id=order_id, courier_id=courier.id, courier_name="Demo")
    said = [
        assigned,
        OrderPickedUp(**moment),
        CourierArrived(**moment),
        OrderDelivered(**moment, proof="pin"),
    ]
    for number, event in enumerate(said, start=1000):
        tell(event, order_id, number)


def hand_in(bag, order):
    expected = bag.get("/api/v1/payments/cash-balance").json()["expected"]
    assert expected == order["amounts"]["total"]
    assert post(bag, "payments/cash-counts", counted=expected)["is_settled"]


def end_shift(courier, at):
    shift = new_id()
    event = ShiftEnded(
        shift_id=shift,
        courier_id=courier.id,
        store_id=STORE,
        started_at=at,
        ended_at=at,
        worked_minutes=60,
        break_minutes=0,
    )
    tell(event, shift, 1)


def tell(event, subject, sequence):
    with unit_of_work("delivery"):
        publish(event, subject=subject, sequence=sequence)


def by_day():
    """How many of the orders belong to each day."""
    return Counter(ORDERED.values())


def report(day):
    """The closed day, as it is printed."""
    out = StringIO()
    with clock.stopped(max(ORDERED) + timedelta(days=2)):
        call_command("close_day", store=CODE, day=day, format="json", stdout=out)
    return json.loads(out.getvalue())


def test_every_page_and_report_counts_the_night_to_the_day_it_began(night):
    """In one test, as the night takes longest."""
    assert {at: order["business_date"] for at, order in night.items()} == {
        at: day.isoformat() for at, day in ORDERED.items()
    }
    assert all(order["number"].startswith(order["business_date"]) for order in night.values())
    refunded = refund(next(iter(night.values())))
    check_sales_page()
    check_day_reports(next(iter(night.values()))["amounts"]["total"])
    check_figures_tie_to_the_closed_days(refunded)
    check_statements_tie_to_the_closed_days()


def refund(order):
    """One pizza of the first order given back in its own night; the amount."""
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    with clock.stopped(min(ORDERED) + timedelta(minutes=20)):
        lines = [{"number": 1, "quantity": 1}]
        return post(manager, f"orders/{order['id']}/refunds", lines=lines, reason="cold")["amount"]


def check_figures_tie_to_the_closed_days(refunded):
    """The page's answer, its CSV and the closed day's report say the same, to the cent."""
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    asked = {"first": DAY.isoformat(), "last": NEXT.isoformat(), "store": str(STORE)}
    (table,) = manager.get("/api/v1/dashboard/reports/booked", asked).json()["tables"]
    page = [dict(zip((c["heading"] for c in table["columns"]), row, strict=True)) for row in table["rows"]]
    sheet = manager.get("/api/v1/dashboard/reports/booked/csv", asked).content.decode()
    for row, written in zip(page, csv.DictReader(sheet.splitlines()), strict=True):
        cents = {
            name: round(float(written[name]) * 100) for name in ("food", "tax", "tips", "total", "refunded")
        }
        assert cents == {name: row[name] for name in cents}
    *days, whole = page
    assert (whole["total"], whole["refunded"]) == (sum(row["total"] for row in days), refunded)
    for row in days:
        closed = report(date.fromisoformat(row["day"]))
        for name in ("food", "discounts", "net", "tax", "tips", "unknown", "total"):
            assert row[name] == closed["sales"][name], (row["day"], name)
        assert row["delivery fees"] == closed["sales"]["delivery_fees"]
        assert row["sales"] == closed["orders"]["charged"]
        assert row["refunded"] == closed["refunds"]["total"]
    assert whole["tips"] == 150 * len(ORDERED)


def check_statements_tie_to_the_closed_days():
    """Couriers' statements, the payout, and the base of the store's royalty."""
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    asked = {"first": DAY.isoformat(), "last": NEXT.isoformat()}
    closed = [report(day) for day in (DAY, NEXT)]
    (told,) = manager.get("/api/v1/payments/courier-statements", asked).json()["results"]
    for name in ("deliveries", "hours", "tips"):
        assert told[name] == sum(day["couriers"][name] for day in closed)
    assert told["cash_handed_in"] == sum(day["cash"]["handed_in"] for day in closed)
    (paid,) = csv.DictReader(manager.get("/api/v1/payments/payout", asked).content.decode().splitlines())
    assert (
        round(float(paid["payable"]) * 100)
        == told["payable"]
        == told["deliveries"] + told["hours"] + told["tips"]
    )
    courier = accounts(Role.COURIER, CODE)[0]
    own = client(principal(Role.COURIER, id=courier.id)).get("/api/v1/payments/courier-statements", asked)
    assert own.json()["results"] == [told]
    (owed,) = manager.get("/api/v1/payments/royalties", asked).json()["results"]
    sales = [day["sales"] for day in closed]
    net = sum(day["net"] - day["deposits"] - day["rounding"] for day in sales)
    assert (owed["net_sales"], owed["refunds"]) == (net, sum(day["refunds"]["net"] for day in closed))
    for stranger in (Role.COURIER, Role.STORE_MANAGER):
        caller = client(principal(stranger, stores=(new_id(),)))
        assert caller.get("/api/v1/payments/courier-statements", asked).json()["results"] == []
    both = client(principal(Role.COURIER, Role.STORE_MANAGER, id=courier.id, stores=(new_id(),)))
    assert both.get("/api/v1/payments/courier-statements", asked).json()["results"] == [told]
    assert len(both.get("/api/v1/payments/payout", asked).content.decode().splitlines()) == 1, (
        "paid elsewhere"
    )


def check_sales_page():
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    asked = {"first": DAY.isoformat(), "last": NEXT.isoformat(), "store": str(STORE)}
    rows = manager.get("/api/v1/dashboard/sales", asked).json()["results"]
    assert {row["day"]: row["completed"] for row in rows} == {
        day.isoformat(): count for day, count in by_day().items()
    }


def check_day_reports(total):
    """Sales, cash and the couriers' hours."""
    found = {day: report(day) for day in (DAY, NEXT)}
    hours = found[NEXT]["couriers"]["hours"]
    assert hours > 0
    for day, count in by_day().items():
        assert found[day]["orders"]["completed"] == found[day]["orders"]["charged"] == count
        assert found[day]["from_earlier_days"] == 0
        assert found[day]["cash"]["handed_in"] == count * total
        assert found[day]["couriers"]["hours"] == count * hours
