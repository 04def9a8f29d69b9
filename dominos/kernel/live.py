"""Pushing to whoever listens on a websocket: groups of the Channels layer."""

from functools import cache
from typing import Any, cast

import redis
import structlog
from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

log = structlog.get_logger(__name__)


def push(group: str, content: dict[str, Any]) -> None:
    """Sends JSON to the group's sockets (consumers get it as type `push`). What is down is logged, not raised.

    Live pushes are a convenience; the truth is in the database and a client that reconnects reads it.
    """
    try:
        _publisher().publish(*encoded(group, content))
    except (OSError, redis.RedisError):
        log.warning("live push lost", group=group)


def encoded(group: str, content: dict[str, Any]) -> tuple[str, bytes]:
    """The Redis channel of a group and the bytes that its sockets understand."""
    layer = cast(RedisPubSubChannelLayer, get_channel_layer())
    message: bytes = layer.serialize({"type": "push", "content": content})
    return f"{_prefix()}__group__{group}", message


def _prefix() -> str:
    layer: Any = settings.CHANNEL_LAYERS["default"]
    return str(layer["CONFIG"]["prefix"])


@cache
def _publisher() -> redis.Redis:
    # The layer's own group_send needs an event loop, and from synchronous code a new connection, for each push.
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=0.5)
