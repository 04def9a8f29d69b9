"""Pushes to websockets, addressed to groups of the Channels layer."""

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
"""The message that replaces lost pushes."""


def push_after_commit(group: str, content: dict[str, Any]) -> None:
    """Pushes after the transaction has committed, within the current trace."""
    transaction.on_commit(partial(push, group, content, carried()), robust=True)


def push(group: str, content: dict[str, Any], trace: Mapping[str, str] | None = None) -> None:
    """Sends JSON to the group's sockets (consumers receive it as type `push`). Failures are logged, not raised.

    Pushes are best effort: the database is authoritative, and a client that reconnects reads it. After an outage of
    Redis, the group receives `MISSED`, upon which its sockets are closed and reconnect.
    """
    # The layer's own group_send needs an event loop, and from synchronous code a new connection, for each push.
    publish(*encoded(group, content, trace), if_lost=_missed)


def encoded(group: str, content: dict[str, Any], trace: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """The Redis channel of a group and the encoded message; without `trace`, with the current one."""
    carries = carried() if trace is None else trace
    message: bytes = _layer().serialize({"type": "push", "content": content, **carries})
    return channel_of(group), message


def decoded(message: bytes) -> dict[str, Any]:
    """Decodes a message: `{"type": "push", "content": {..}}`."""
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
