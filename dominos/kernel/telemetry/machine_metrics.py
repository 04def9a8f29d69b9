"""Metrics of the machine: clock skew, and free disk space where the program's files are.

Loads no framework, since the health process beside a program exposes them.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REDIS_SECONDS = 0.5
"""The timeout of the clock comparison: a slower reply would appear as clock skew."""


class MachineCollector(Collector):
    """Gauges: the clock's lead over Redis' clock, shared by all programs, in seconds, and free disk space in bytes."""

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
    """The lead of this clock over Redis' in seconds; None while Redis does not answer."""
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
