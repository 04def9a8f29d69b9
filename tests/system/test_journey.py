"""The demo's journey against this process, with local calls and with every call through the wire format."""

from contextlib import nullcontext

import pytest
from django.conf import settings

from dominos.demo.journey import one_order
from dominos.demo.world import World
from dominos.kernel.messaging.replay import dead_letters
from dominos.kernel.messaging.topology import installed_apps
from dominos.kernel.services.registry import forced_transport
from dominos.kernel.testing.serving import served
from dominos.kernel.testing.transports import Loopback
from tests.system.processes import worker
from tests.whole import application

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
            web=lambda path: f"http://127.0.0.1:{port}",
            realtime=lambda path: f"ws://127.0.0.1:{port}",
            mailbox=city / "mail",
            downloads=city,
            say=lambda who, what: story.append((who, what)),
        )
        outcome = one_order(world)
    assert outcome.order["status"] == "COMPLETED", story
    assert outcome.seen == sorted(outcome.seen, key=STAGES.index), "a stage never goes back"
    amounts = outcome.order["amounts"]
    parts = ("food", "delivery_fee", "small_order_fee", "deposit", "tax_added", "tip", "rounding")
    assert sum(amounts[name] for name in parts) - amounts["discount"] == amounts["total"]
    assert amounts["savings"] > 0
    assert outcome.ahead["status"] == "SCHEDULED"
    assert outcome.payment["status"] == "CAPTURED"
    assert outcome.payment["captured"] == amounts["total"]
    assert outcome.invoice_path.read_bytes().startswith(b"%PDF")
    one_among_the_usual = (1, 409)  # five stars beside ten usual ratings of four
    assert (outcome.rating["count"], outcome.rating["mean_hundredths"]) == one_among_the_usual
    assert [letter for app in installed_apps() for letter in dead_letters(app)] == []
    asked = {path.split("/")[3] for path in loopback.calls}
    assert asked >= {"menu", "stores", "geo", "orders", "delivery"} if transport == "wire" else not asked


STAGES = [
    *("PENDING_PAYMENT", "PLACED", "ACCEPTED", "PREPARING", "BAKING", "READY"),
    *("OUT_FOR_DELIVERY", "ARRIVED", "COMPLETED"),
]
