"""The board follows the events, in whatever order they come, and shows each caller only their stores."""

from datetime import datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from apps.dashboard.models import BoardOrder
from apps.dashboard.queries.board import list_board
from apps.dashboard.tests.builders import ZONE, Order, of_money
from apps.orders.contract.events import (
    OrderAttended,
    OrderNeedsAttention,
)
from apps.orders.contract.types import (
    AttentionLevel,
    EndCause,
    OrderChannel,
    OrderStatus,
    Wrong,
)
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded, RefundFailed
from apps.reviews.contract.events import ReviewModerated, ReviewPosted
from apps.stores.contract.events import StoreSaved
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import bearer, client, principal

pytestmark = pytest.mark.django_db(transaction=True)
S = OrderStatus


@pytest.mark.parametrize("is_late", [False, True])
def test_what_nobody_moves_is_shown_until_it_moves_in_whatever_order_messages_come(is_late):
    order = Order()
    order.tell(order.advanced(S.OUT_FOR_DELIVERY, S.ARRIVED), 7)
    since = now()
    needs = OrderNeedsAttention(
        order_id=order.order_id,
        number="2026-05-01#7",
        store_id=order.store_id,
        service=ServiceMethod.DELIVERY,
        status=S.ARRIVED,
        wrong=Wrong.NOT_HANDED_OVER,
        level=AttentionLevel.MANAGER,
        since=since,
    )
    attended = OrderAttended(order_id=order.order_id, store_id=order.store_id, at=now())
    staff = client(principal(Role.STORE_STAFF, stores=(order.store_id,)))
    url = f"/api/v1/dashboard/board?store={order.store_id}"
    if is_late:
        order.tell(attended, 2)
        order.tell(needs, 1)
    else:
        order.tell(needs, 1)
        (shown,) = staff.get(url).json()["orders"]
        assert (shown["attention"]["wrong"], shown["attention"]["level"]) == ("not_handed_over", "manager")
        order.tell(attended, 2)
    (shown,) = staff.get(url).json()["orders"]
    assert shown["attention"] is None


def test_every_order_of_messages_gives_the_same_board():
    expected = None
    for shuffled in permutations(range(4)):
        order = Order()
        story = [
            (order.advanced(OrderStatus.PENDING_PAYMENT, OrderStatus.PLACED), 1),
            (order.placed(), 1),
            (order.advanced(OrderStatus.PLACED, OrderStatus.ACCEPTED), 2),
            (order.advanced(OrderStatus.ACCEPTED, OrderStatus.PREPARING), 3),
        ]
        for position in shuffled:
            order.tell(*story[position])
        row = BoardOrder.objects.get(order_id=order.order_id)
        seen = (row.status, row.sequence, row.total, row.number)
        expected = expected or seen
        assert seen == expected == ("PREPARING", 3, 1777, "2026-05-01#7")


@pytest.mark.parametrize("shuffled", list(permutations(range(4))))
def test_the_courier_is_the_last_one_told_of_in_whatever_order(shuffled):
    order = Order()
    story = [
        (order.advanced(OrderStatus.BAKING, OrderStatus.READY), 4),
        (order.without_courier(), 1),
        (order.assigned("Aino"), 2),
        (order.assigned("Eero"), 4),
    ]
    for position in shuffled:
        order.tell(*story[position])
    (row,) = list_board(order.store_id)
    assert (row.courier_name, row.no_courier_since) == ("Eero", None)


def figures_of(order):
    """The row of the order's store and day, as its manager is told it."""
    manager = client(principal(Role.STORE_MANAGER, stores=(order.store_id,)))
    day = order.business_date.isoformat()
    (row,) = manager.get("/api/v1/dashboard/sales", {"first": day, "last": day}).json()["results"]
    return row


def test_every_order_of_messages_gives_the_same_figures():
    """A revision, a delivery that failed, an hour-late second attempt, and refunds of which one came back."""
    for turned in (lambda story: story, reversed, lambda story: story[5:] + story[:5]):
        order = Order()
        late, later = (order.placed_at + timedelta(minutes=m) for m in (29, 90))
        promise = {"promised_to": order.placed_at + timedelta(minutes=35)}
        story = [
            (order.advanced(S.PENDING_PAYMENT, S.PLACED), 1),
            (order.placed(), 1),
            (order.advanced(S.REVISION_PENDING, S.PLACED, total=2100, **promise), 3),
            (order.advanced(S.ARRIVED, S.DELIVERY_FAILED, at=late, total=2100, **promise), 8),
            (order.advanced(S.DELIVERY_FAILED, S.PREPARING, at=late, total=2100, **promise), 9),
            (order.advanced(S.ARRIVED, S.COMPLETED, at=later, total=2100, **promise), 14),
            (of_money(PaymentCaptured, order, 2100), 1),
            (of_money(PaymentRefunded, order, 500), 1),
            (of_money(PaymentRefunded, order, 300), 1),
            (of_money(RefundFailed, order, 300), 1),
        ]
        for event, sequence in turned(story):
            order.tell(event, sequence)
        row = figures_of(order)
        told = {name: row[name] for name in ("placed", "completed", "on_time", "failed_deliveries")}
        assert told == {"placed": 1, "completed": 1, "on_time": 0, "failed_deliveries": 1}
        assert (row["sold"], row["captured"], row["refunded"]) == (2100, 2100, 500)


def test_the_board_shows_what_was_revised_and_what_nobody_took_and_whether_it_is_late():
    order = Order(placed_at=now() - timedelta(minutes=40))
    order.tell(order.placed(), 1)
    order.tell(order.advanced(S.PENDING_PAYMENT, S.PLACED), 1)
    promise = {"promised_to": now() + timedelta(minutes=1)}
    order.tell(order.advanced(S.REVISION_PENDING, S.PLACED, total=2100, **promise), 3)
    (row,) = list_board(order.store_id)
    assert (row.total, row.is_late) == (2100, False)
    order.tell(order.advanced(S.ARRIVED, S.DELIVERY_FAILED, at=order.placed_at), 8)
    (row,) = list_board(order.store_id)
    assert (row.status, row.is_late) == (S.DELIVERY_FAILED, True)
    order.tell(order.advanced(S.DELIVERY_FAILED, S.PREPARING, at=order.placed_at), 9)
    (row,) = list_board(order.store_id)
    assert (row.status, row.is_late) == (S.PREPARING, True)


def test_an_order_ahead_has_a_total_and_a_promise_on_the_board_but_is_no_sale_yet():
    order = Order()
    order.tell(order.advanced(S.PENDING_PAYMENT, S.SCHEDULED), 1)
    (row,) = list_board(order.store_id)
    assert (row.status, row.total, row.promised_to) == (S.SCHEDULED, 1777, order.promise["promised_to"])
    assert BoardOrder.objects.get(order_id=order.order_id).business_date is None


def test_the_board_keeps_for_a_while_what_the_store_missed_but_not_what_it_refused():
    for hours, cause in ((0, EndCause.NOT_ANSWERED), (0, EndCause.STORE), (5, EndCause.NOT_ANSWERED)):
        order = Order(placed_at=now() - timedelta(hours=hours))
        order.tell(order.advanced(S.PLACED, S.REJECTED, cause=cause), 2)
        shown = [row.is_missed for row in list_board(order.store_id)]
        assert shown == ([True] if (hours, cause) == (0, EndCause.NOT_ANSWERED) else [])


def test_a_finished_order_leaves_the_board_and_enters_the_figures():
    order = Order()
    order.tell(order.placed(), 1)
    order.tell(order.advanced(OrderStatus.PENDING_PAYMENT, OrderStatus.PLACED), 1)
    order.tell(order.assigned("Aino"), 1)
    order.tell(order.eta_changed())
    (row,) = list_board(order.store_id)
    assert row.courier_name == "Aino"
    assert row.is_late is False
    late = order.placed_at + timedelta(minutes=31)
    order.tell(order.advanced(OrderStatus.ARRIVED, OrderStatus.COMPLETED, at=late), 9)
    order.tell(PaymentCaptured(order_id=order.order_id, payment_id=new_id(), amount=1777, currency="EUR"))
    order.tell(ReviewPosted(review_id=new_id(), order_id=order.order_id, store_id=order.store_id, stars=4))
    assert list_board(order.store_id) == []
    figures = figures_of(order)
    assert (figures["completed"], figures["on_time"], figures["sold"], figures["captured"]) == (
        1,
        0,
        1777,
        1777,
    )
    assert figures["stars"] == 4


@pytest.mark.parametrize("turned", [list, reversed])
def test_old_news_changes_neither_stars_nor_when_it_is_expected(turned):
    order = Order()
    review = {"review_id": new_id(), "order_id": order.order_id, "store_id": order.store_id, "stars": 1}
    first, last = order.eta_changed(), order.eta_changed()
    news = [
        *(first, ReviewPosted(**review), last),
        ReviewModerated(**review, action="hide", reason="", is_hidden=True),
    ]
    sent = [envelope_of(event, producer="x", subject=order.order_id, sequence=1) for event in news]
    for envelope in turned(sent):
        receive("dashboard", envelope)
    row = BoardOrder.objects.get()
    assert (row.stars, row.eta_to) == (None, last.eta_to)


def test_the_sales_of_a_night_belong_to_the_business_day_of_the_store():
    store, day = new_id(), datetime(2026, 5, 1, tzinfo=ZoneInfo(ZONE))
    for hours, minutes in ((23, 30), (24, 30), (28, 59), (30, 1)):
        order = Order(store, day + timedelta(hours=hours, minutes=minutes), day_starts_at=time(6))
        order.tell(order.placed(), 1)
    manager = client(principal(Role.STORE_MANAGER, stores=(store,)))
    answer = manager.get("/api/v1/dashboard/sales", {"first": "2026-04-30", "last": "2026-05-03"})
    placed = {row["day"]: row["placed"] for row in answer.json()["results"]}
    assert placed == {"2026-05-01": 3, "2026-05-02": 1}


def test_the_sales_of_a_day_tell_the_ways_that_orders_came_by():
    store, at = new_id(), now()
    for channel in ("web", "phone", "phone", "counter", "partner"):
        order = Order(store, at)
        order.tell(order.placed(channel=OrderChannel(channel)), 1)
    day = order.business_date.isoformat()
    for caller in (principal(Role.STORE_MANAGER, stores=(store,)), principal(Role.ADMIN)):
        answer = client(caller).get("/api/v1/dashboard/sales", {"first": day, "last": day, "store": store})
        (row,) = answer.json()["results"]
        assert row["channels"] == {"web": 1, "phone": 2, "counter": 1, "partner": 1}


def test_a_board_is_seen_by_its_own_store_only():
    order = Order()
    order.tell(StoreSaved(**_store(order.store_id)))
    order.tell(order.placed(), 1)
    order.tell(order.advanced(OrderStatus.PENDING_PAYMENT, OrderStatus.PLACED), 1)
    url = f"/api/v1/dashboard/board?store={order.store_id}"
    own = client(principal(Role.STORE_STAFF, stores=(order.store_id,)))
    foreign = client(principal(Role.STORE_STAFF, stores=(new_id(),)))
    assert [row["number"] for row in own.get(url).json()["orders"]] == ["2026-05-01#7"]
    assert foreign.get(url).status_code == 404
    assert client(principal(Role.CUSTOMER)).get(url).status_code == 403
    assert [s["code"] for s in own.get("/api/v1/dashboard/stores").json()["stores"]] == ["S-1"]
    assert foreign.get("/api/v1/dashboard/stores").json()["stores"] == []


def test_figures_say_what_is_wrong_with_the_question():
    manager = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
    answer = manager.get("/api/v1/dashboard/sales", {"first": "2026-02-02", "last": "2026-02-01"})
    assert answer.json()["errors"][0]["field"] == "last"
    answer = manager.get("/api/v1/dashboard/sales", {"first": "yesterday"})
    assert {error["field"] for error in answer.json()["errors"]} == {"first", "last"}


async def test_the_socket_shows_the_board_and_then_each_change():
    from dominos.kernel.testing.asgi import application

    order = Order()
    staff = principal(Role.STORE_STAFF, stores=(order.store_id,))
    socket = WebsocketCommunicator(application, f"/ws/v1/board/{order.store_id}", bearer(staff))
    assert (await socket.connect())[0]
    assert await socket.receive_json_from(5) == {"type": "board", "orders": []}
    await database_sync_to_async(order.tell)(order.placed(), 1)
    await database_sync_to_async(order.tell)(order.advanced(S.PENDING_PAYMENT, S.PLACED), 1)
    change = await socket.receive_json_from(5)
    assert change["order"]["total"] == 1777
    await socket.disconnect()


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        (None, 4401),
        (principal(Role.CUSTOMER), 4403),
        (principal(Role.STORE_STAFF, stores=(new_id(),)), 4404),
    ],
)
async def test_a_socket_closes_cleanly_on_who_may_not(caller, code):
    from dominos.kernel.testing.asgi import application

    headers = bearer(caller) if caller else []
    socket = WebsocketCommunicator(application, f"/ws/v1/board/{new_id()}", headers)
    await socket.connect()
    closed = await socket.receive_output(5)
    assert (closed["type"], closed["code"]) == ("websocket.close", code)
    await socket.wait()


def test_the_page_answers_without_a_session():
    page = client().get("/board/")
    assert page.status_code == 200
    assert b"dashboard/board.js" in page.content


def _store(store_id):
    return {
        "store_id": store_id,
        "code": "S-1",
        "name": "One",
        "lat": 60.0,
        "lon": 24.0,
        "currency": "EUR",
        "services": (ServiceMethod.DELIVERY,),
        "is_active": True,
    }


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', " "])
async def test_what_is_no_json_object_closes_the_socket(text):
    from dominos.kernel.testing.asgi import application

    store = new_id()
    staff = principal(Role.STORE_STAFF, stores=(store,))
    socket = WebsocketCommunicator(application, f"/ws/v1/board/{store}", bearer(staff))
    await socket.connect()
    await socket.receive_json_from(5)
    await socket.send_to(text_data=text)
    assert (await socket.receive_output(5))["code"] == 4400
    await socket.wait()
