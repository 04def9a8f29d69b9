"""Everything that goes wrong on the road, in one evening of the whole platform: what the apps say of it agrees.

Two orders in one run; a courier declines it, another lets it lapse, then takes it and falls silent; of the two doors
one is contactless, and nobody opens the other before the food is brought again.
"""

from contextlib import ExitStack
from io import BytesIO
from uuid import UUID

import httpx
import pytest
import redis
from django.core.management import call_command
from PIL import Image

from apps.delivery.models import Delivery, Offer
from apps.delivery.queries.market import rules as delivery_rules
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.payments.models import Payment
from apps.payments.tasks import perform
from dominos.demo.city import accounts
from dominos.demo.client import Refused, answered
from dominos.demo.courier import Courier
from dominos.demo.scene import HOME, STEPS, Scene
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.messaging.replay import dead_letters
from dominos.kernel.messaging.topology import installed_apps
from dominos.kernel.testing.live_server import served
from dominos_client.api.find_a_store import get_store
from tests.platform_asgi import application

AINO, EETU = accounts(Role.COURIER, "HEL-3")
CUSTOMER, MANAGER = accounts(Role.CUSTOMER)[0], accounts(Role.STORE_MANAGER, "HEL-3")[0]
ONCE = [
    *("order-placed", "order-accepted", "order-baking"),
    *("order-on-its-way", "order-arrived", "order-completed"),
]
"""What a customer is told of a delivery without a hitch; the invoice comes from another app, at its own time."""
OF_THE_ORDER = frozenset({*ONCE, "order-delivery-failed"})
LAPSE_S, DEAD_S, GIVE_UP_S, STRIKE_S = 31, 91, 301, 15


class Evening:
    """The people of one store, and the clock they share."""

    def __init__(self, scene, time, web, stack):
        self.scene, self.time, self.web, self.stack = scene, time, web, stack
        self.customer = scene.person(CUSTOMER.email)
        self.manager = scene.person(MANAGER.email)

    def passes(self, seconds):
        """Time goes by, and the dispatcher's timer strikes."""
        for step in (*[STRIKE_S] * (seconds // STRIKE_S), seconds % STRIKE_S):
            self.time.advance(seconds=step)
            dispatch_couriers()

    def duty(self, account):
        """A courier on shift at the store: their app's connection, and how to hang up."""
        driver = Courier(self.scene._world, self.scene.person(account.email))
        line = self.stack.enter_context(ExitStack())
        store = answered(get_store.sync_detailed(UUID(self.store_id), client=self.customer.api))
        road = line.enter_context(driver.on_shift(store))
        dispatch_couriers()
        return driver, road, line

    def look(self, order):
        return self.customer.get(f"/orders/{order['id']}")

    def track(self, order, path=""):
        """What a guest without any account sees by the link."""
        return httpx.get(f"{self.web}/api/v1/track/{order['tracking_token']}{path}")


@pytest.fixture
def evening(transactional_db, settings, tmp_path):
    """All apps filled, but no streets: drives are straight lines."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    call_command("seed", verbosity=0)
    settings.MEDIA_ROOT = tmp_path / "media"
    with (
        delivery_rules.overridden(exclusion_seconds=LAPSE_S),
        clock.stopped() as time,
        served(application) as port,
        ExitStack() as stack,
    ):
        web = f"http://127.0.0.1:{port}"
        scene = stack.enter_context(Scene(web=web, realtime=f"ws://127.0.0.1:{port}"))
        yield Evening(scene, time, web, stack)


def offered(road):
    return road.wait_for(lambda message: message["type"] == "offer")["offer"]


def at_the_door(driver, road, stop):
    driver.report(road, [[stop["lat"], stop["lon"]]])
    road.ask("delivery.arrive", delivery=stop["delivery"])


@pytest.mark.slow
def test_two_orders_of_an_evening_when_all_goes_wrong(evening):
    contactless = evening.scene.order(steps=STEPS, contactless=True)
    unopened = evening.scene.order(home=HOME | {"house_number": "12"}, steps=STEPS)
    evening.store_id = unopened["store_id"]

    _, road, line = evening.duty(AINO)
    offer = offered(road)
    assert len(offer["stops"]) == 2, "two orders in one run"
    road.ask("offer.decline", offer=offer["offer"], reason="flat tyre")
    road.ask("shift.end")
    line.close()

    _, road, line = evening.duty(EETU)
    offer = offered(road)
    assert len(offer["stops"]) == 2
    evening.passes(LAPSE_S)
    with pytest.raises(Refused, match="EXPIRED"):
        road.ask("offer.accept", offer=offer["offer"])
    road.ask("ping")
    evening.passes(LAPSE_S)
    road.ask("offer.accept", offer=offered(road)["offer"])
    line.close()

    evening.passes(DEAD_S)
    driver, road, _ = evening.duty(AINO)
    offer = offered(road)
    road.ask("offer.accept", offer=offer["offer"])
    stops = {stop["order_id"]: stop for stop in offer["stops"]}
    for stop in offer["stops"]:
        road.ask("delivery.pick_up", delivery=stop["delivery"])
    assert {evening.look(order)["status"] for order in (contactless, unopened)} == {"OUT_FOR_DELIVERY"}

    stop = stops[contactless["id"]]
    at_the_door(driver, road, stop)
    driver.person.upload(f"/deliveries/{stop['delivery']}/photo", "photo", photo())
    road.ask("delivery.hand_over", delivery=stop["delivery"])
    assert evening.track(contactless).json()["has_photo"]
    shown = evening.track(contactless, "/drop-photo")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert evening.track(unopened, "/drop-photo").status_code == 404

    stop = stops[unopened["id"]]
    at_the_door(driver, road, stop)
    first_pin = evening.track(unopened).json()["pin"]
    for _ in range(2):
        road.ask("delivery.contact", delivery=stop["delivery"])
        evening.time.advance(seconds=20)
    evening.time.advance(seconds=GIVE_UP_S)
    road.ask("delivery.fail", delivery=stop["delivery"], reason="nobody opens")
    assert evening.look(unopened)["status"] == "DELIVERY_FAILED"

    driver.report(road, [[stop["store"]["lat"], stop["store"]["lon"]]])
    evening.manager.post(f"/orders/{unopened['id']}/actions/redeliver")
    dispatch_couriers()
    offer = offered(road)
    road.ask("offer.accept", offer=offer["offer"])
    [stop] = offer["stops"]
    assert (stop["order_id"], stop["attempt"]) == (unopened["id"], 2)
    road.ask("delivery.pick_up", delivery=stop["delivery"])
    at_the_door(driver, road, stop)
    pin = evening.track(unopened).json()["pin"]
    assert pin != first_pin
    road.ask("delivery.hand_over", delivery=stop["delivery"], pin=pin)
    road.ask("shift.end")

    agree(evening, contactless, unopened)


def told(evening, order):
    """The kinds of news the customer got about the order, first to last, and those about its money."""
    news = evening.customer.get("/notifications")["results"]
    kinds = [one["kind"] for one in reversed(news) if one["data"].get("order_id") == order["id"]]
    return [kind for kind in kinds if kind in OF_THE_ORDER], [
        kind for kind in kinds if kind not in OF_THE_ORDER
    ]


def photo():
    encoded = BytesIO()
    Image.new("RGB", (64, 48), "firebrick").save(encoded, "JPEG")
    return encoded.getvalue()


def agree(evening, contactless, unopened):
    """Orders, payments, delivery, notifications and the tracker tell one story."""
    perform()
    for order in (contactless, unopened):
        done, paid = evening.look(order), Payment.objects.get(order_id=order["id"])
        assert (done["status"], paid.status, paid.captured) == (
            "COMPLETED",
            "CAPTURED",
            done["amounts"]["total"],
        )
    runs = Delivery.objects.order_by("attempt", "number").values_list(
        "order_id", "attempt", "status", "proof"
    )
    assert [(str(order_id), *rest) for order_id, *rest in runs] == [
        (contactless["id"], 1, "DELIVERED", "photo"),
        (unopened["id"], 1, "FAILED", ""),
        (unopened["id"], 2, "DELIVERED", "pin"),
    ]
    ends = Offer.objects.order_by("offered_at", "id").values_list("courier__name", "status")
    assert list(dict.fromkeys(ends)) == [
        ("Aino", "DECLINED"),
        ("Eetu", "EXPIRED"),
        ("Eetu", "WITHDRAWN"),
        ("Aino", "ACCEPTED"),
    ]
    assert told(evening, contactless) == (ONCE, ["invoice-issued"])
    assert told(evening, unopened) == ([*ONCE[:5], "order-delivery-failed", *ONCE[3:]], ["invoice-issued"])
    tracked = evening.track(unopened).json()
    assert (tracked["status"], tracked["attempt"], tracked["eta_cause"]) == ("COMPLETED", 2, "")
    assert [stage["status"] for stage in tracked["stages"]].count("OUT_FOR_DELIVERY") == 2
    assert [letter for app in installed_apps() for letter in dead_letters(app)] == []
