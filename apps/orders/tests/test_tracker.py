"""The tracker: what the holder of a link sees, over REST and over the websocket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from apps.delivery.contract.live import track_group as delivery_group
from apps.delivery.contract.types import DeliveryStatus, Position, Tracking
from apps.orders.models import OrderSaga
from apps.orders.queries import tracker
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tests.builders import refreshed
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.hub import hub
from dominos.kernel.sockets.pushes import push
from dominos.kernel.testing.api import client, principal, token
from dominos.kernel.testing.asgi import application
from dominos.kernel.testing.reports import reported

POSITION = {
    "type": "position",
    "lat": 60.18,
    "lon": 24.94,
    "accuracy": 5.0,
    "at": "2026-05-01T18:00:00+00:00",
    "eta_from": "2026-05-01T18:05:00+00:00",
    "eta_to": "2026-05-01T18:15:00+00:00",
}
pytestmark = pytest.mark.django_db(transaction=True)


def on_road(world):
    order = world.ready()
    world.assign(order)
    world.pick_up(order)
    world.delivery.trackings[order.id] = Tracking(
        order_id=order.id,
        status=DeliveryStatus.PICKED_UP,
        eta_from=clock.now(),
        eta_to=clock.now() + timedelta(minutes=10),
        courier_name="Ville Korhonen",
        position=Position(lat=60.17, lon=24.93, accuracy=8.0, at=clock.now()),
        stops_before=1,
        pin="4711",
    )
    return refreshed(order)


def track(order):
    return client().get(f"/api/v1/track/{tracking_token(order.id)}")


class TestRest:
    def test_stages_and_their_times(self, world):
        order = world.bump(world.paid(), "accept", "start")
        body = track(order).json()
        reached = [stage["status"] for stage in body["stages"] if stage["at"]]
        assert reached == ["PLACED", "ACCEPTED", "PREPARING"]
        assert [stage["status"] for stage in body["stages"]][-2:] == ["ARRIVED", "COMPLETED"]
        assert body["sequence"] == 3
        assert body["position"] is None

    def test_an_order_that_ended_says_why_what_becomes_of_the_money_and_lists_nothing_to_come(self, world):
        order = world.bump(world.paid(), "accept", "start")
        world.act(order, "cancel", by=world.manager, reason="The oven broke", fault="store")
        body = track(order).json()
        assert body["ended"] == {
            "cause": "store",
            "reason": "The oven broke",
            "money": "released",
            "amount": order.total,
        }
        assert [stage["status"] for stage in body["stages"]] == ["PLACED", "ACCEPTED", "PREPARING"]
        order = world.paid()
        world.act(order, "cancel", by=world.customer, reason="typed by nobody of ours")
        assert track(order).json()["ended"] | {"amount": 0} == {
            "cause": "customer",
            "reason": "",
            "money": "released",
            "amount": 0,
        }
        assert track(world.placed()).json()["ended"] is None
        assert track(world.placed()).json()["pay_until"] is not None

    def test_the_link_leads_to_the_invoice_once_there_is_one(self, world):
        order = world.paid()
        url = f"/api/v1/track/{tracking_token(order.id)}/invoice"
        assert client().get(url).status_code == 404
        paid = PaymentSummary(
            payment_id=new_id(), order_id=order.id, status=PaymentStatus.CAPTURED, method="card", currency="EUR",
            authorized=order.total, captured=order.total, refunded=0, invoice_path="/api/v1/payments/invoices/a.b.pdf",
        )  # fmt: skip
        world.payments.payments[order.id] = paid
        answer = client().get(url)
        assert (answer.status_code, answer.headers["Location"]) == (302, paid.invoice_path)
        listed = client().get(url, headers={"Accept": "application/json"})
        assert listed.headers["Location"] == "/api/v1/payments/invoices/a.b"
        assert client().get("/api/v1/track/nonsense/invoice").status_code == 404

    def test_what_was_kept_of_a_cancelled_order_has_its_invoice_and_what_came_back_its_credit_note(
        self, world
    ):
        order = world.bump(world.paid(), "accept", "start")
        assert track(order).json()["has_invoice"] is False
        world.act(order, "cancel", by=world.customer, reason="changed my mind")
        OrderSaga.objects.filter(order=order).update(captured=order.total)
        order.refunds.create(key="k", reason="kind", fault="store", amount=100, components={}, status="DONE")
        told = track(order).json()
        assert told["has_invoice"] and [back["amount"] for back in told["refunds"]] == [100]

    def test_the_courier_is_seen_on_the_road_only(self, world):
        order = on_road(world)
        body = track(order).json()
        assert body["position"]["lat"] == 60.17
        assert (body["pin"], body["stops_before"]) == ("4711", 1)
        world.arrive(order)
        world.hand_over(order)
        body = track(order).json()
        assert (body["position"], body["pin"], body["is_final"]) == (None, "", True)
        assert (body["map"]["home"], body["map"]["route"]) == (None, [])

    def test_the_way_to_the_door_is_drawn_while_the_courier_comes_straight(self, world):
        order = world.ready()
        at_store = client().get(f"/track/{tracking_token(order.id)}/map.png").headers["Location"]
        assert at_store.endswith(f"?lat={world.store.lat}&lon={world.store.lon}")
        assert client().get("/track/nonsense/map.png").status_code == 404
        assert track(order).json()["map"] == {
            "store": {"lat": world.store.lat, "lon": world.store.lon},
            "home": None,
            "route": [],
        }
        order = on_road(world)
        home = {"lat": order.address["lat"], "lon": order.address["lon"]}
        at_door = client().get(f"/track/{tracking_token(order.id)}/map.png").headers["Location"]
        assert at_door.endswith(f"?lat={home['lat']}&lon={home['lon']}")
        assert track(order).json()["map"] == {
            "store": {"lat": world.store.lat, "lon": world.store.lon},
            "home": home,
            "route": [],
        }, "the way to another customer's door is not drawn"
        world.delivery.trackings[order.id] = replace(world.delivery.trackings[order.id], stops_before=0)
        route = track(order).json()["map"]["route"]
        assert (route[0], route[-1]) == ([24.93, 60.17], [home["lon"], home["lat"]])
        world.arrive(order)
        assert track(order).json()["map"]["route"] == []

    def test_without_delivery_the_rest_is_shown(self, world):
        order = on_road(world)
        world.delivery.down = True
        body = track(order).json()
        assert (body["status"], body["unavailable"]) == ("OUT_FOR_DELIVERY", ["delivery"])

    @pytest.mark.parametrize("bad", ["nonsense", "x.y", "", "AAAA.BBBB"])
    def test_a_bad_link(self, world, bad):
        order = world.placed()
        whole = tracking_token(order.id)
        for forged in (bad or whole[:-1], whole[:-2] + "xx", whole.replace(".", "")):
            assert client().get(f"/api/v1/track/{forged}").status_code == 404

    def test_a_link_ends_a_week_after_the_promise(self, world):
        order = world.placed()
        with clock.stopped(order.promised_to + timedelta(days=7)):
            assert track(order).status_code == 200
        with clock.stopped(order.promised_to + timedelta(days=7, minutes=1)):
            assert track(order).status_code == 404

    def test_a_signed_link_of_no_order(self, world):
        assert client().get(f"/api/v1/track/{tracking_token(new_id())}").status_code == 404


def socket_of(order_or_token, query=""):
    text = order_or_token if isinstance(order_or_token, str) else tracking_token(order_or_token.id)
    return WebsocketCommunicator(application, f"/ws/v1/track/{text}{query}")


class TestSocket:
    async def test_first_everything_then_each_change(self, world):
        order = await database_sync_to_async(world.paid)()
        socket = socket_of(order)
        assert (await socket.connect())[0]
        first = await socket.receive_json_from(5)
        assert (first["type"], first["status"], first["sequence"]) == ("state", "PLACED", 1)
        await database_sync_to_async(world.bump)(order, "accept")
        update = await socket.receive_json_from(5)
        assert (update["type"], update["status"], update["sequence"]) == ("update", "ACCEPTED", 2)
        await socket.disconnect()

    async def test_resuming_by_sequence(self, world):
        order = await database_sync_to_async(world.paid)()
        socket = socket_of(order, "?since=1")
        await socket.connect()
        resumed = await socket.receive_json_from(5)
        assert (resumed["type"], resumed["sequence"]) == ("resumed", 1)
        assert "stages" not in resumed
        await socket.disconnect()
        await database_sync_to_async(world.bump)(order, "accept")
        for since in ("1", "99", "-1", "x", "9" * 5_000):
            socket = socket_of(order, f"?since={since}")
            await socket.connect()
            assert (await socket.receive_json_from(5))["type"] == "state"
            await socket.disconnect()

    async def test_the_position_follows_while_on_the_road(self, world):
        order = await database_sync_to_async(on_road)(world)
        socket = socket_of(order)
        await socket.connect()
        assert (await socket.receive_json_from(5))["position"]["lat"] == 60.17
        push(delivery_group(order.id), POSITION)
        message = await socket.receive_json_from(5)
        assert (message["type"], message["position"]["lat"]) == ("position", 60.18)
        await socket.disconnect()

    async def test_no_position_before_the_food_is_on_the_road(self, world):
        order = await database_sync_to_async(world.paid)()
        socket = socket_of(order)
        await socket.connect()
        await socket.receive_json_from(5)
        push(delivery_group(order.id), POSITION)
        push(delivery_group(order.id), {"type": "eta"})
        assert (await socket.receive_json_from(5))["type"] == "update", "and not the position"
        await socket.disconnect()

    async def test_a_bad_link_closes_cleanly(self, world):
        socket = socket_of("nonsense")
        assert (await socket.connect())[0]
        assert (await socket.receive_output(5)) == {"type": "websocket.close", "code": 4404}

    async def test_a_bad_token_of_the_caller(self, world):
        order = await database_sync_to_async(world.paid)()
        path = f"/ws/v1/track/{tracking_token(order.id)}"
        socket = WebsocketCommunicator(application, path, subprotocols=["access-token", "forged"])
        await socket.connect()
        assert (await socket.receive_output(5))["code"] == 4401


class TestMakeLineSocket:
    def socket(self, world, caller):
        auth = (b"authorization", f"Bearer {token(caller)}".encode())
        return WebsocketCommunicator(application, f"/ws/v1/make-line/{world.store.id}", headers=[auth])

    async def test_the_queue_whenever_it_changes(self, world):
        socket = self.socket(world, world.staff)
        await socket.connect()
        assert (await socket.receive_json_from(5))["queue"] == []
        order = await database_sync_to_async(world.paid)()
        message = await socket.receive_json_from(5)
        while not message.get("queue"):  # printers are told of as well
            message = await socket.receive_json_from(5)
        assert message["queue"][0]["id"] == str(order.id)
        assert message["queue"][0]["allowed_actions"] == ["accept", "cancel"]
        await socket.disconnect()

    async def test_who_may_have_missed_something_is_asked_to_come_back(self, world, monkeypatch):
        monkeypatch.setattr("dominos.kernel.sockets.consumers.MISSED_SPREAD", 0.01)
        socket = self.socket(world, world.staff)
        await socket.connect()
        for _ in ("the queue", "the printers"):
            await socket.receive_json_from(5)
        hub()._line.close()  # Redis goes away, and can be reached again at once
        assert await socket.receive_output(5) == {"type": "websocket.close", "code": 1012}

    async def test_other_stores_do_not_see_it(self, world):
        from dominos.kernel.auth import Role

        for caller, code in [
            (principal(Role.STORE_STAFF, stores=(new_id(),)), 4404),
            (world.customer, 4403),
        ]:
            socket = self.socket(world, caller)
            await socket.connect()
            assert (await socket.receive_output(5))["code"] == code


def test_the_tracker_tells_no_more_than_its_holder_needs(world):
    """Regression: trackers by phone number alone that told the driver's name."""
    order = on_road(world)
    text = track(order).content.decode()
    for secret in (
        "Ville",
        "Korhonen",
        "Aino",
        "Virtanen",
        "123 4567",
        "Bulevardi",
        str(world.customer.id),
        str(order.id),
    ):
        assert secret not in text
    assert set(track(order).json()) == set(tracker.TrackerAnswer.model_fields)


def test_neither_the_log_nor_a_report_of_an_error_tells_the_link(world, monkeypatch, capfd):
    link = tracking_token(world.placed().id)
    with reported() as reports:
        monkeypatch.setattr(tracker, "link_ends_at", lambda *_: {}[link])
        api = client()
        api.raise_request_exception = False
        assert api.get(f"/api/v1/track/{link}").status_code == 500
    assert "KeyError" in reports.told and "/api/v1/track/" in reports.told
    for told in (reports.told, "".join(capfd.readouterr())):
        assert link not in told and link.partition(".")[2] not in told
