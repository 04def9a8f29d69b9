"""Any past minute of a board is the board that was there: the hash of the one equals the hash of the other."""

from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from random import Random

import pytest

from apps.dashboard.domain.board import CHANGES_KEPT, REPLAYED
from apps.dashboard.models import BoardChange, BoardOrder, ShownOrder
from apps.dashboard.queries.board import list_board, list_past_board
from apps.dashboard.tests.builders import Order
from apps.orders.contract.events import OrderAttended, OrderNeedsAttention, OrderRevised
from apps.orders.contract.types import AttentionLevel, EndCause, OrderStatus, Wrong
from dominos.kernel.auth import Role
from dominos.kernel.clock import now, stopped
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
S = OrderStatus
SHOWN = import_module("apps.dashboard.migrations.0001_initial").SHOWN
WAYS = (
    (S.PLACED, S.ACCEPTED, S.PREPARING, S.BAKING, S.READY, S.OUT_FOR_DELIVERY, S.ARRIVED, S.COMPLETED),
    (S.SCHEDULED, S.PLACED, S.ACCEPTED, S.PREPARING, S.READY, S.OUT_FOR_DELIVERY, S.DELIVERY_FAILED, S.PREPARING),
    (S.PLACED, S.REVISION_PENDING, S.PLACED, S.ACCEPTED, S.CANCELLED),
    (S.PLACED, S.REJECTED),
)  # fmt: skip


def test_the_trigger_keeps_all_that_a_board_shows():
    assert [field.name for field in ShownOrder._meta.get_fields()] == SHOWN


def life(chance, store_id):
    """A random order: each event that tells of it, with its sequence."""
    order = Order(store_id, placed_at=now() - timedelta(minutes=chance.randrange(300)))
    previous, step = S.PENDING_PAYMENT, 0
    yield order, order.placed(), 1
    for step, status in enumerate(chance.choice(WAYS), start=1):
        cause = EndCause.NOT_ANSWERED if status is S.REJECTED else None
        yield order, order.advanced(previous, status, cause=cause), step
        previous = status
        if more := chance.choice(
            (None, order.assigned("Aino"), order.without_courier(), order.eta_changed())
        ):
            yield order, more, step
        if not chance.randrange(3):
            yield order, needs_attention(order, status), 2 * step
        elif not chance.randrange(3):
            yield order, OrderAttended(order_id=order.order_id, store_id=store_id, at=now()), 2 * step + 1


def needs_attention(order, status):
    known = {name: order.identity[name] for name in ("order_id", "number", "store_id", "service")}
    return OrderNeedsAttention(
        **known, status=status, wrong=Wrong.NOT_HANDED_OVER, level=AttentionLevel.MANAGER, since=now()
    )


def moved_to(order, store_id):
    """The order is made by another store now."""
    known = {n: order.identity[n] for n in ("order_id", "number", "business_date", "customer_id")}
    to = {"store_id": store_id, "was_store_id": order.store_id, "currency": "EUR"}
    return OrderRevised(**known, **to, **order.promise, was=1777, total=1777, lines=())


def a_night(chance, stores):
    """Lives of orders of the stores, interleaved; some move to the next store on their way."""
    under_way = [life(chance, chance.choice(stores)) for _ in range(24)]
    while under_way:
        one = chance.choice(under_way)
        if (told := next(one, None)) is None:
            under_way.remove(one)
            continue
        yield told
        if not chance.randrange(25):
            order = told[0]
            yield order, moved_to(order, stores[1 - stores.index(order.store_id)]), told[2]


def hash_of(orders):
    return sha256(repr([order.model_dump_json() for order in orders]).encode()).hexdigest()


def test_a_replay_of_twenty_random_moments_has_the_hashes_of_the_live_board():
    chance, stores = Random(17), [new_id(), new_id()]
    night = list(a_night(chance, stores))
    watched, seen = set(chance.sample(range(20, len(night)), 20)), []
    for place, (order, event, sequence) in enumerate(night):
        order.tell(event, sequence)
        if place in watched:
            with stopped() as at:
                seen += [(at(), store, hash_of(list_board(store))) for store in stores]
    with stopped() as at:
        for _ in range(6):  # nothing changes, but promises break and what was missed is taken down
            at.advance(hours=1)
            seen += [(at(), store, hash_of(list_board(store))) for store in stores]
    assert len({found for _, _, found in seen}) > 40, "the boards were not the same all night"
    assert [hash_of(list_past_board(store, at)) for at, store, _ in seen] == [found for *_, found in seen]


def test_what_does_not_change_the_board_is_not_kept_and_nothing_for_longer_than_it_is_shown():
    order = Order()
    order.tell(order.placed(), 1)
    for sequence in (2, 2, 1):
        order.tell(order.advanced(S.PENDING_PAYMENT, S.PLACED), sequence)
    order.tell(order.placed(), 1)
    assert BoardChange.objects.count() == 1
    BoardOrder.objects.all().delete()
    assert (list_past_board(order.store_id, now()), BoardChange.objects.count()) == ([], 2)
    with stopped() as at:
        at.advance(days=CHANGES_KEPT.days, minutes=1)
        purge("dashboard")
    assert not BoardChange.objects.exists()


def test_the_past_is_for_those_who_manage_the_store_and_has_an_end():
    order = Order()
    order.tell(order.advanced(S.PENDING_PAYMENT, S.PLACED), 1)
    before, asked = order.placed_at - timedelta(minutes=1), "/api/v1/dashboard/board/past"
    manager = client(principal(Role.STORE_MANAGER, stores=(order.store_id,)))

    def orders(at, who=manager):
        return who.get(asked, {"store": order.store_id, "at": at.isoformat()})

    assert [len(orders(at).json()["orders"]) for at in (before, now())] == [0, 1]
    assert orders(now(), client(principal(Role.ADMIN))).json()["orders"][0]["status"] == "PLACED"
    for at, code in ((now() + timedelta(minutes=1), "future"), (now() - REPLAYED, "too_old")):
        refused = orders(at)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, code)
    assert orders(now(), client(principal(Role.STORE_STAFF, stores=(order.store_id,)))).status_code == 403
