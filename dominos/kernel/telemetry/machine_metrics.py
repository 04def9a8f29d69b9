"""What a program sees of the machine it runs on: how far its clock is off, and what is free where its files are.

Loads no framework: told by the process that answers beside a program.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REDIS_SECONDS = 0.5
"""A clock that cannot be asked for in that time is not told: the answer's way would count as its error."""


class MachineCollector(Collector):
    """Gauges: seconds that this clock is ahead of Redis', which all programs share, and bytes of the files' disk."""

    def __init__(self, redis_url: str, folder: Path) -> None:
        self._redis_url, self._folder = redis_url, folder

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if (ahead := seconds_ahead(self._redis_url)) is not None:
            yield GaugeMetricFamily("clock_ahead_seconds", "this clock is ahead of Redis'", ahead)
        disk = _disk_of(self._folder)
        yield GaugeMetricFamily(
            "files_available_bytes", "free where files are kept", disk.f_bavail * disk.f_frsize
        )
        yield GaugeMetricFamily(
            "files_capacity_bytes", "size of where files are kept", disk.f_blocks * disk.f_frsize
        )


def seconds_ahead(redis_url: str) -> float | None:
    """By how much this clock is ahead of Redis'; None while Redis does not answer."""
    try:
        with redis.Redis.from_url(
            redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        ) as client:
            client.ping()  # connecting takes its time, too
            asked = time.time()
            seconds, micros = client.time()
            answered = time.time()
    except (redis.RedisError, OSError):
        return None
    return (asked + answered) / 2 - float(seconds + micros / 1_000_000)


def _disk_of(folder: Path) -> os.statvfs_result:
    while not folder.exists():
        folder = folder.parent
    return os.statvfs(folder)
