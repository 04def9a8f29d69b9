"""`manage.py messages rebuild dashboard`: the board anew, from what is stored of other apps' messages."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.dashboard.models import BoardOrder
from apps.dashboard.queries.board import list_board, list_past_board
from apps.dashboard.tests.builders import Order, of_money
from apps.orders.contract.types import OrderStatus as S
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded, RefundFailed
from dominos.kernel.clock import now
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.messaging.outbox import store
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


def told(order, story):
    """Has the producers store the events as they do, and the dashboard handle them."""
    for sequence, event in enumerate(story, start=1):
        producer = event.type.partition(".")[0]
        sent = envelope_of(event, producer=producer, subject=order.order_id, sequence=sequence)
        with unit_of_work(producer):
            store(producer, [sent])
        receive("dashboard", sent)


def rows():
    return list(BoardOrder.objects.order_by("order_id").values())


def rebuild(app="dashboard", *arguments):
    out = StringIO()
    call_command("messages", "rebuild", app, *arguments, stdout=out)
    return out.getvalue()


def test_what_was_lost_or_wrong_comes_again_and_what_is_older_than_the_messages_stays():
    old, new = Order(placed_at=now() - timedelta(days=40)), Order()
    for event, sequence in ((old.placed(), 1), (old.advanced(S.PENDING_PAYMENT, S.PLACED), 1)):
        old.tell(event, sequence)
    told(old, [of_money(PaymentRefunded, old, 300)])
    told(
        new,
        [
            new.placed(),
            new.advanced(S.PENDING_PAYMENT, S.PLACED),
            new.advanced(S.ARRIVED, S.DELIVERY_FAILED),
            new.assigned("Aino"),
            of_money(PaymentCaptured, new, 1777),
            of_money(PaymentRefunded, new, 500),
            of_money(RefundFailed, new, 200),
        ],
    )
    before = rows()
    assert [(row["refunded"], row["failed_deliveries"]) for row in before] == [(300, 0), (300, 1)]
    at, shown = now(), list_board(new.store_id)
    BoardOrder.objects.filter(order_id=new.order_id).update(total=1, refunded=9, captured=0)
    assert "payments: 4 sent again" in rebuild()
    assert rows() == before
    BoardOrder.objects.filter(order_id=new.order_id).delete()
    rebuild()
    assert rows() == before
    assert shown and [list_past_board(new.store_id, at), list_past_board(new.store_id, now())] == [
        shown,
        shown,
    ]
    BoardOrder.objects.filter(order_id=new.order_id).update(total=1)
    rebuild("dashboard", "--since", (now() + timedelta(minutes=1)).isoformat())
    assert [row["total"] for row in rows()] == [1777, 1], "nothing was placed since then"


def test_an_app_that_keeps_more_than_messages_is_refused():
    with pytest.raises(CommandError, match="keeps more"):
        rebuild("orders")
