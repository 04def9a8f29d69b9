"""Pushing to whoever listens on a websocket: groups of the Channels layer."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from django.db import transaction

from dominos.kernel.publishing import publish
from dominos.kernel.telemetry.spans import carried

MISSED: dict[str, Any] = {"type": "missed"}
"""What listeners hear instead of what was lost."""


def push_after_commit(group: str, content: dict[str, Any]) -> None:
    """Pushes once the transaction has committed, as a part of the work at hand now."""
    transaction.on_commit(partial(push, group, content, carried()), robust=True)


def push(group: str, content: dict[str, Any], trace: Mapping[str, str] | None = None) -> None:
    """Sends JSON to the group's sockets (consumers get it as type `push`). What is down is logged, not raised.

    Live pushes are a convenience; the truth is in the database and a client that reconnects reads it. Where Redis is
    away, the group hears `MISSED` once it is back, upon which its sockets are closed and connect again.
    """
    # The layer's own group_send needs an event loop, and from synchronous code a new connection, for each push.
    publish(*encoded(group, content, trace), if_lost=_missed)


def encoded(group: str, content: dict[str, Any], trace: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """The Redis channel of a group and the bytes that its sockets understand; without `trace`, of that at hand."""
    carries = carried() if trace is None else trace
    message: bytes = _layer().serialize({"type": "push", "content": content, **carries})
    return channel_of(group), message


def decoded(message: bytes) -> dict[str, Any]:
    """The reverse of `encoded`: `{"type": "push", "content": {..}}`."""
    event: dict[str, Any] = _layer().deserialize(message)
    return event


def channel_of(group: str) -> str:
    """The Redis channel of a group."""
    layer: Any = settings.CHANNEL_LAYERS["default"]
    return f"{layer['CONFIG']['prefix']}__group__{group}"


def _missed() -> bytes:
    message: bytes = _layer().serialize(MISSED)
    return message


def _layer() -> RedisPubSubChannelLayer:
    return cast(RedisPubSubChannelLayer, get_channel_layer())
