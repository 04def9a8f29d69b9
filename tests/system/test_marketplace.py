"""A marketplace sells what the demo city makes: what it shows, orders, both ways to cancel, the money."""

import json
from io import StringIO
from time import process_time

import pytest
from django.core.management import call_command

from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.orders.models import Order
from apps.orders.tasks import sweep_deadlines
from apps.partners import tasks
from apps.partners.models import Partner
from apps.partners.tests.marketplace_double import marketplace
from apps.partners.use_cases import keys
from apps.payments.models import Invoice, Payment
from apps.payments.tasks import perform
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once
from tests.system.builders import ADDRESS

pytestmark = pytest.mark.slow
VARIANT, TOPPING = "14HT", "P"
SCOPES = ("webhooks", "orders:place", "stores:read")


@pytest.fixture
def store(city):
    door = Point(lat=ADDRESS["lat"], lon=ADDRESS["lon"])
    zone = service(GeoService).locate(point=door, service=ServiceMethod.DELIVERY)
    return service(StoresService).get_store(store_id=zone.store_id)


@pytest.fixture
def eats(store):
    """A marketplace that sells for the store, keeps 30 % and wants an answer within five minutes."""
    partner = Partner.objects.create(name="Eats", store_ids=[store.id], commission=3000, answer_seconds=300)
    _, key = keys.make_key(partner, "orders", SCOPES, 6000, by=None)
    token = client().post("/api/v1/partners/token", {"key": key}).json()["access"]
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    with marketplace(api) as opened:
        opened.id = partner.id
        pushed = api.post(f"/api/v1/partners/stores/{store.id}/push")
        assert pushed.json() == {"count": 2}
        yield opened


@pytest.fixture
def manager(store):
    return client(principal(Role.STORE_MANAGER, stores=(store.id,)))


def hear(eats):
    """What the clock does each two seconds; then the marketplace reads what came."""
    tasks.ask()
    eats.take_in()


def act(manager, order, *actions, **body):
    for action in actions:
        answer = manager.post(f"/api/v1/orders/{order['order_id']}/actions/{action}", body)
        assert answer.status_code == 200, answer.content


def test_a_marketplace_shows_sells_and_settles(eats, store, manager):
    sid = str(store.id)
    shows_what_is_there(eats, manager, sid)
    sent = eats.order(sid, VARIANT)
    answers = at_once(3, lambda _: eats.send(sent))
    assert [each.status_code for each in answers] == [200] * 3, [each.content for each in answers]
    (order,) = {each.json()["order_id"]: each.json() for each in answers}.values()
    assert Order.objects.filter(channel="partner").count() == Payment.objects.count() == 1
    assert (order["external_id"], order["total"], len(order["collection_code"])) == (
        "eats-1",
        sent["total"],
        4,
    )
    act(manager, order, "accept", "start", "bake", "ready")
    act(manager, order, "hand_over", code=order["collection_code"])
    perform()
    hear(eats)
    steps = ["PLACED", "ACCEPTED", "PREPARING", "BAKING", "READY", "COMPLETED"]
    assert eats.statuses["eats-1"] == steps
    assert eats.send(sent).json()["status"] == "COMPLETED", "however late it comes again"
    other = eats.send({**sent, "name": "Another"}).json()
    assert (other["code"], other["order_id"]) == ("other-order", order["order_id"])
    the_books_have_it(eats, store, sent["total"], order)


def shows_what_is_there(eats, manager, sid):
    """Menu, hours, how busy it is; what sold out within five seconds, of work and of the wait until the clock asks."""
    eats.take_in()
    assert VARIANT in {row["code"] for product in eats.menus[sid]["products"] for row in product["variants"]}
    assert eats.states[sid]["services"][0]["is_open"] and eats.states[sid]["services"][0]["hours"]
    path, since = f"/api/v1/stores/{sid}/menu/outages/variant/{VARIANT}", process_time()
    assert manager.put(path, {}).status_code == 200
    hear(eats)
    asked_each = tasks.SCHEDULE["partners-ask"]["schedule"]
    assert VARIANT in eats.sold_out[sid] and process_time() - since + asked_each < 5
    assert eats.send(eats.order(sid, VARIANT)).json()["code"] == "basket-refused"
    assert manager.delete(path).status_code == 204
    busy = manager.patch(f"/api/v1/stores/{sid}/availability", {"busy_minutes": 20})
    assert busy.status_code == 200, busy.content
    hear(eats)
    assert VARIANT not in eats.sold_out[sid] and eats.states[sid]["services"][0]["is_busy"]
    eats.sent = 0


def the_books_have_it(eats, store, total, order):
    """A sale with its tax and invoice; what the marketplace keeps and owes; the day ties."""
    invoice = Invoice.objects.get(order_id=order["order_id"])
    assert (invoice.total, invoice.document["payment"]["method"]) == (total, "partner")
    (account,) = eats.api.get("/api/v1/partners/statement").json()
    kept = round(total * 0.3)
    assert account == {
        "currency": "EUR",
        "taken": total,
        "refunded": 0,
        "commission": kept,
        "paid_out": 0,
        "due": total - kept,
    }
    payout = {"reference": "W48", "amount": total - kept, "currency": "EUR"}
    told = client(principal(Role.ADMIN)).post(f"/api/v1/payments/partners/{eats.id}/payouts", payout)
    assert told.json()[0]["due"] == 0
    out, day = StringIO(), str(store.business_date(clock.now()))
    call_command(
        *("close_day", "--store", store.code, "--day", day, "--early", "--format", "json"), stdout=out
    )
    report = json.loads(out.getvalue())
    assert report["payments"]["partner"]["net"] == report["sales"]["total"] == total


def test_it_is_cancelled_both_ways_given_back_in_time_and_brought_by_us(eats, store, manager):
    sid = str(store.id)
    eats.take_in()
    price = eats.order(sid, VARIANT)["total"]
    brought = {"service": "DELIVERY", "address": ADDRESS, "delivery_fee": 290, "total": price + 290}
    wrong = eats.send(eats.order(sid, VARIANT, **{**brought, "total": price}))
    assert (wrong.json()["code"], wrong.json()["total"]) == ("total-differs", price + 290)
    ours = eats.send(eats.order(sid, VARIANT, **brought)).json()
    act(manager, ours, "accept")
    act(manager, ours, "start")
    act(manager, ours, "cancel", reason="The oven broke.")
    theirs = eats.send(eats.order(sid, VARIANT)).json()
    cancel = f"/api/v1/partners/orders/{theirs['external_id']}/cancel"
    for _ in range(2):
        assert eats.api.post(cancel, {"reason": "Changed their mind."}).json()["status"] == "CANCELLED"
    late = f"/api/v1/partners/orders/{ours['external_id']}/cancel"
    made = eats.send(eats.order(sid, VARIANT)).json()
    act(manager, made, "accept", "start")
    refused = eats.api.post(f"/api/v1/partners/orders/{made['external_id']}/cancel", {})
    assert refused.json()["code"] == "illegal-transition" and eats.api.post(late, {}).status_code == 200
    with clock.stopped() as at:
        silent = eats.send(eats.order(sid, VARIANT)).json()
        at.advance(seconds=299)
        sweep_deadlines()
        assert Order.objects.get(id=silent["order_id"]).status == "PLACED"
        at.advance(seconds=1)
        sweep_deadlines()
    perform()
    hear(eats)
    ends = {
        each: eats.statuses[order["external_id"]][-1]
        for each, order in {"ours": ours, "theirs": theirs, "silent": silent}.items()
    }
    assert ends == {"ours": "CANCELLED", "theirs": "CANCELLED", "silent": "REJECTED"}
    assert eats.api.get("/api/v1/partners/statement").json() == []
