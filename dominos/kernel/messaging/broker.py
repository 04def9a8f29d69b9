"""Kombu's Redis transport, with a fix for workers that stop receiving.

Kombu limits a worker's unacknowledged messages. If Redis did not answer an acknowledgement in time, the
message counted permanently: a worker with as many of them as its limit received nothing any more, while it
still answered pings. Here the slot is freed; the message is redelivered once it is overdue, and finds its
work done.
"""

from typing import Any

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """The unacknowledged messages of a worker."""

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
    """Uses that QoS."""

    QoS = QoS


class Transport(redis.Transport):
    """Configured in `CELERY_BROKER_TRANSPORT`."""

    Channel = Channel
