"""Celery's way to Redis, as kombu has it, but for a worker that went deaf.

kombu counts what a worker has in hand by what it has acknowledged. Where Redis did not answer an acknowledgement in
time, the message stayed in hand permanently: a worker with as many of them as it takes at once took nothing any more,
and answered pings. Here its hand is free; the message comes again once it is overdue, and finds its work done.
"""

from typing import Any

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """What a worker has in hand."""

    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class Channel(redis.Channel):
    """Counts as above."""

    QoS = QoS


class Transport(redis.Transport):
    """Named in `CELERY_BROKER_TRANSPORT`."""

    Channel = Channel
