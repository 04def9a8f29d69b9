"""Pushing to whoever listens on a websocket: groups of the Channels layer."""

from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def push(group: str, content: dict[str, Any]) -> None:
    """Sends JSON to the group's sockets (consumers get it as type `push`). What is down is logged, not raised.

    Live pushes are a convenience; the truth is in the database and a client that reconnects reads it.
    """
    layer = get_channel_layer()
    assert layer is not None
    try:
        async_to_sync(layer.group_send)(group, {"type": "push", "content": content})
    except (OSError, RedisError):
        log.warning("live push lost", group=group)
