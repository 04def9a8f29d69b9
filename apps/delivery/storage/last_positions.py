"""Couriers' current positions: Redis holds the last fix and heartbeat of each; the history is in the database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from apps.delivery.domain.geofence import LatLon
from apps.delivery.models import CourierPosition
from dominos.kernel.clock import now
from dominos.kernel.redis_client import client
from dominos.kernel.sockets import heartbeat as realtime_heartbeat

log = structlog.get_logger(__name__)
KEPT_SECONDS = 24 * 3600
MAX_WATCH_GAP = 30  # seconds; the dispatcher looks every three
CLOCK_STEP = 5  # seconds that the clocks of two machines may differ


@dataclass(frozen=True, slots=True)
class Fix:
    """A place and time of the courier; `accuracy` in metres."""

    lat: float
    lon: float
    accuracy: float
    at: datetime

    @property
    def point(self) -> LatLon:
        return LatLon(self.lat, self.lon)


def _client() -> Redis:
    return client(settings.REDIS_URL, decode_responses=True)


def _key(*parts: object) -> str:
    return ":".join(map(str, (settings.CACHES["default"]["KEY_PREFIX"], "delivery", *parts)))


def keep_fix(courier_id: UUID, fix: Fix) -> None:
    """Stores the fix as the courier's last one, which also counts as a heartbeat."""
    value = json.dumps([fix.lat, fix.lon, fix.accuracy, fix.at.timestamp()])
    try:
        with _client().pipeline(transaction=False) as pipe:
            pipe.set(_key("fix", courier_id), value, ex=KEPT_SECONDS)
            pipe.set(_key("alive", courier_id), now().timestamp(), ex=KEPT_SECONDS)
            pipe.execute()
    except (OSError, RedisError):
        log.warning("live position not kept")


def record_heartbeat(courier_id: UUID) -> None:
    """Records a heartbeat without a position."""
    try:
        _client().set(_key("alive", courier_id), now().timestamp(), ex=KEPT_SECONDS)
    except (OSError, RedisError):
        log.warning("heartbeat not kept")


def note_hidden(courier_id: UUID, *, hidden: bool) -> None:
    """Records whether the courier's page is hidden."""
    try:
        if hidden:
            _client().set(_key("hidden", courier_id), 1, ex=KEPT_SECONDS)
        else:
            _client().delete(_key("hidden", courier_id))
    except (OSError, RedisError):
        log.warning("hidden page not noted")


def is_hidden(courier_id: UUID) -> bool:
    """Whether the courier's page is known to be hidden."""
    try:
        return bool(_client().exists(_key("hidden", courier_id)))
    except (OSError, RedisError):
        return False


def clear(courier_id: UUID) -> None:
    """Deletes the data of a courier whose shift ended."""
    try:
        _client().delete(_key("fix", courier_id), _key("alive", courier_id))
    except (OSError, RedisError):
        log.warning("live position not forgotten")


def its_time(name: str, seconds: int) -> bool:
    """Whether nobody got True within the last seconds; never while Redis is down."""
    try:
        return bool(_client().set(_key("time", name), 1, ex=seconds, nx=True))
    except (OSError, RedisError):
        log.warning("timers unreachable", timer=name)
        return False


def last_fixes(courier_ids: Iterable[UUID]) -> dict[UUID, Fix]:
    """The last fix of each courier that has one; from the history while Redis is down."""
    ids = list(courier_ids)
    if not ids:
        return {}
    try:
        values = _many("fix", ids)
    except (OSError, RedisError):
        log.warning("live positions unreachable, read from the history")
        return _from_history(ids)
    return {courier_id: _fix(value) for courier_id, value in zip(ids, values, strict=True) if value}


def _many(name: str, ids: list[UUID]) -> list[str | None]:
    values: Any = _client().mget([_key(name, courier_id) for courier_id in ids])
    return list(values)


def last_fix(courier_id: UUID) -> Fix | None:
    """The courier's last fix."""
    return last_fixes([courier_id]).get(courier_id)


def _fix(value: Any) -> Fix:
    lat, lon, accuracy, at = json.loads(value)
    return Fix(lat, lon, accuracy, datetime.fromtimestamp(at, UTC))


def _from_history(ids: list[UUID]) -> dict[UUID, Fix]:
    rows = (
        CourierPosition.objects.filter(
            courier_id__in=ids, at__gte=now() - timedelta(seconds=KEPT_SECONDS), shift__ended_at=None
        )
        .order_by("courier_id", "-at")
        .distinct("courier_id")
    )
    return {row.courier_id: Fix(row.lat, row.lon, row.accuracy, row.at) for row in rows}


def watched_seconds() -> float:
    """For how long heartbeats have been observed without a gap; has to be called continuously.

    0 after a gap in the calls, or while realtime was down, Redis was down or lost its data, or the clock was
    changed: then earlier heartbeats do not tell how long a courier has been silent.
    """
    at, key = now().timestamp(), _key("watch")
    try:
        known = cast(dict[str, str], _client().hgetall(key))
        is_seamless = (
            known and 0 <= at - float(known["last"]) <= MAX_WATCH_GAP and realtime_heartbeat.is_alive()
        )
        begun = float(known["since"]) if is_seamless else at
        _client().hset(key, mapping={"last": at, "since": begun})
    except (OSError, RedisError):
        log.warning("heartbeats unreachable")
        return 0.0
    return at - begun


def unresponsive(courier_ids: Iterable[UUID], seconds: int) -> set[UUID]:
    """Couriers without a heartbeat for this long. Empty while Redis is down."""
    ids = list(courier_ids)
    if not ids:
        return set()
    try:
        values = _many("alive", ids)
    except (OSError, RedisError):
        log.warning("heartbeats unreachable")
        return set()
    at = now().timestamp()
    ahead = [
        c
        for c, value in zip(ids, values, strict=True)
        if value is not None and float(value) > at + CLOCK_STEP
    ]
    for (
        courier_id
    ) in ahead:  # the clock was set back: from now on, or their silence would not be noticed for as long
        record_heartbeat(courier_id)
    return {c for c, value in zip(ids, values, strict=True) if value is None or float(value) < at - seconds}
