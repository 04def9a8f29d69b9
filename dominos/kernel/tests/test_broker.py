"""The broker's client, on a Redis that stands still for a moment."""

import pytest
import redis
from celery import current_app
from django.conf import settings
from kombu import Connection

from dominos.kernel.ids import new_id

QUICKLY = {"socket_timeout": 0.05}


@pytest.mark.parametrize("end", ["ack", "reject", "requeue"])
def test_a_worker_whose_acknowledgement_is_not_heard_takes_what_comes_next(end):
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | QUICKLY
    transport = current_app.connection_for_read().transport_cls
    with Connection(settings.REDIS_URL, transport=transport, transport_options=options) as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        queue = connection.SimpleQueue(f"probe-{new_id()}", channel=channel)
        queue.put({})
        message = queue.get(timeout=5)
        assert not channel.qos.can_consume(), "one at a time"
        redis.Redis.from_url(settings.REDIS_URL).client_pause(150)
        with pytest.raises(connection.connection_errors):
            getattr(message, end)()
        assert channel.qos.can_consume()
