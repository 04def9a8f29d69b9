"""Notes, instructions and the contact of an order can be put right until somebody has acted on them."""

import pytest
from django.apps import apps

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.corrections import BY_LINK, UNTIL, Correctable, too_late
from apps.orders.domain.states import FINAL
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tests.builders import refreshed, sent
from dominos.kernel.auth import Role
from dominos.kernel.testing.api import client, principal

EVENT = "orders.order_corrected"
CHANGES = {
    "contact_name": "Aino\u00a0V.",
    "contact_phone": "(09) 555-0100",
    "contact_email": "aino@example.org",
    "instructions": "ring twice",
    "address_note": "third door",
    "line_notes": {"1": "no cheese"},
}


def patch(order, by, **body):
    return client(by).patch(f"/api/v1/orders/{order.id}/details", body)


def told(order):
    rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id, type=EVENT)
    return [row.data for row in rows.order_by("id")]


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.parametrize("what", list(Correctable))
def test_every_correction_has_its_time(status, what):
    is_late = status in FINAL or (
        what is Correctable.LINE_NOTES
        and status
        in ("PREPARING", "BAKING", "READY", "OUT_FOR_DELIVERY", "ARRIVED", "DELIVERY_FAILED", "RETURNED")
    )
    assert (too_late(status, frozenset({what})) == [what]) == is_late
    assert set(UNTIL) == set(Correctable) > BY_LINK


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["customer", "staff", "manager", "support"])
def test_who_may_correct_everything_at_once(world, by):
    order = world.paid()
    assert patch(order, getattr(world, by), **CHANGES).status_code == 200
    order = refreshed(order)
    assert (order.contact_name, order.contact_phone) == ("Aino V.", "(09) 555-0100")
    assert (order.instructions, order.address["note"]) == ("ring twice", "third door")
    assert order.lines[0]["note"] == "no cheese"
    [event] = told(order)
    assert (event["recipient"], event["note"]) == ("Aino V.", "third door ring twice")
    assert event["is_requested"] is False
    assert patch(order, getattr(world, by), **CHANGES).status_code == 200
    assert len(told(order)) == 1


@pytest.mark.django_db
def test_a_stranger_learns_nothing(world):
    order = world.paid()
    for stranger in (principal(Role.CUSTOMER), principal(Role.GUEST), principal(Role.STORE_STAFF)):
        assert patch(order, stranger, instructions="to me").status_code == 404
    assert EVENT not in sent(order)


@pytest.mark.django_db
def test_the_kitchens_notes_end_when_it_starts_and_the_rest_when_it_is_over(world):
    order = world.bump(world.paid(), "accept", "start")
    late = patch(order, world.customer, line_notes={"1": "well done"}, instructions="later")
    assert (late.status_code, late.json()["code"]) == (409, "too-late-to-correct")
    assert late.json()["fields"] == ["line_notes"]
    assert refreshed(order).instructions == ""
    assert patch(order, world.customer, instructions="ring twice").status_code == 200
    assert told(order)[0]["is_requested"] is True
    assert world.act(order, "cancel", by=world.manager, reason="fire").status_code == 200
    assert patch(order, world.customer, instructions="too late").status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contact_phone": "call me"}, "contact_phone"),
        ({"line_notes": {"9": "x"}}, "line_notes.9"),
        ({"line_notes": {"x": "x"}}, "line_notes"),
        ({"total": 1}, "total"),
    ],
)
def test_what_cannot_be_written(world, body, field):
    refused = patch(world.paid(), world.customer, **body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.django_db
def test_who_holds_the_link_corrects_notes_but_not_who_is_called_and_mailed(world):
    order = world.paid()
    url = f"/api/v1/track/{tracking_token(order.id)}/details"
    done = client().patch(url, {"instructions": "ring twice", "line_notes": {"1": "no cheese"}})
    assert (done.status_code, done.json()["may_correct"]) == (
        200,
        ["instructions", "address_note", "line_notes"],
    )
    assert refreshed(order).instructions == "ring twice"
    for body in (
        {"contact_email": "me@example.org"},
        {"contact_phone": "040 7654321"},
        {"contact_name": "Me"},
    ):
        refused = client().patch(url, body)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "not_by_link")
    assert client().patch("/api/v1/track/x.y/details", {"instructions": "x"}).status_code == 404


@pytest.mark.django_db
def test_what_is_collected_has_no_door(world):
    order = world.placed(service="CARRYOUT", store_id=str(world.store.id), address=None)
    assert patch(order, world.customer, address_note="door").status_code == 400
