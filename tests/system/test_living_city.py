"""A short evening of the living city, on the platform as it runs: everybody who orders gets their food."""

import pytest
from django.conf import settings

from dominos.demo.living.city import City, Evening, live
from dominos.kernel.messaging.replay import dead_letters
from dominos.kernel.messaging.topology import installed_apps
from dominos.kernel.testing.live_server import served
from tests.platform_asgi import application
from tests.system.processes import worker

QUEUES = ",".join(queue.name for queue in settings.CELERY_TASK_QUEUES)
ORDERS = 4


@pytest.mark.slow
@pytest.mark.usefixtures("city")
def test_whoever_orders_in_the_living_city_eats(tmp_path):
    story = []
    evening = Evening(seed=7, orders=ORDERS, minutes=4, speed=120, patience_minutes=120)
    with served(application) as port, worker(queues=QUEUES, beat=True, mail=tmp_path / "mail"):
        city = City(
            f"http://127.0.0.1:{port}",
            f"ws://127.0.0.1:{port}",
            evening,
            say=lambda who, what: story.append((who, what)),
        )
        figures = live(city)
    told = "\n".join(figures.lines())
    assert figures.became == {"COMPLETED": ORDERS}, (story, told)
    assert not figures.failed, told
    assert {order.service for order in city.orders.values()} == {"DELIVERY", "CARRYOUT"}
    assert "POST /api/v1/orders " in told and figures.calls > 20 * ORDERS
    assert [letter for app in installed_apps() for letter in dead_letters(app)] == []


def test_an_evening_is_the_same_for_the_same_seed():
    assert Evening(seed=3).placements() == Evening(seed=3).placements() != Evening(seed=4).placements()
