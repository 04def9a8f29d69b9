"""The demo's journey against this process, with local calls and with every call through the wire format."""

import json
import re
from contextlib import nullcontext
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from dominos.demo.journey import one_order
from dominos.demo.world import World
from dominos.kernel.messaging.replay import dead_letters
from dominos.kernel.messaging.topology import installed_apps
from dominos.kernel.services.registry import forced_transport
from dominos.kernel.testing.live_server import served
from dominos.kernel.testing.transports import Loopback
from tests.platform_asgi import application
from tests.system.processes import worker

QUEUES = ",".join(queue.name for queue in settings.CELERY_TASK_QUEUES)


@pytest.mark.parametrize("transport", ["local", "wire"])
def test_one_order_from_sign_up_to_review(city, transport):
    loopback = Loopback()
    story = []
    with (
        served(application) as port,
        worker(queues=QUEUES, beat=True, mail=city / "mail"),
        forced_transport(loopback) if transport == "wire" else nullcontext(),
    ):
        world = World(
            web=f"http://127.0.0.1:{port}",
            realtime=f"ws://127.0.0.1:{port}",
            mailbox=city / "mail",
            downloads=city,
            say=lambda who, what: story.append((who, what)),
        )
        outcome = one_order(world)
    assert outcome.order.status == "COMPLETED", story
    the_story_is_told(outcome.order, city)
    assert outcome.seen == sorted(outcome.seen, key=STAGES.index), "a stage never goes back"
    amounts = outcome.order.amounts.to_dict()
    parts = ("food", "delivery_fee", "small_order_fee", "deposit", "tax_added", "tip", "rounding")
    assert sum(amounts[name] for name in parts) - amounts["discount"] == amounts["total"]
    assert amounts["savings"] > 0
    assert outcome.ahead.status == "SCHEDULED"
    assert outcome.payment.status == "CAPTURED"
    assert outcome.payment.captured == amounts["total"]
    assert outcome.invoice_path.read_bytes().startswith(b"%PDF")
    one_among_the_usual = (1, 409)  # five stars beside ten usual ratings of four
    assert (outcome.rating.count, outcome.rating.mean_hundredths) == one_among_the_usual
    assert [letter for app in installed_apps() for letter in dead_letters(app)] == []
    asked = {path.split("/")[3] for path in loopback.calls}
    assert asked >= {"menu", "stores", "geo", "orders", "delivery"} if transport == "wire" else not asked


def the_story_is_told(order, folder):
    """Of an operator who has the number: each move, each message with what became of it, the lines of the log."""
    line = {
        "event": "order moved",
        "order_id": str(order.id),
        "status": "READY",
        "timestamp": "2026-01-01T00:00:00Z",
    }
    other = line | {"order_id": "another", "status": "not ours"}
    log = folder / "web.log"
    log.write_text("\n".join([json.dumps(line), "no JSON at all", '{"cut', json.dumps(other)]))
    told = StringIO()
    call_command("order", order.number, log=[log], stdout=told)
    text = told.getvalue()
    assert text.startswith(f"{order.number}  COMPLETED")
    moves = [word for word in STAGES if f"-> {word} by" in text]
    assert moves == STAGES
    for message in ("orders.order_placed", "delivery.order_delivered", "payments.payment_captured"):
        assert re.search(rf"tells {message} -> .*\d+\.\d s", text), text
    assert "web            order moved status=READY" in text
    assert "not ours" not in text and "waiting" not in text and "FAILED" not in text
    with pytest.raises(CommandError, match="there is no order 1999"):
        call_command("order", "1999-01-01#1", no_log=True)


STAGES = [
    *("PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "BAKING", "READY"),
    *("OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"),
]
