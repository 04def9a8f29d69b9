"""PostgreSQL, Valkey and the whole platform for a machine that has nothing installed. Knows no Django."""

from dominos.development.environment import discard, environment, is_installed, release, stop
from dominos.development.errors import EmbeddedError
from dominos.development.platform import Platform, platform_running, running_platform
from dominos.development.state import State

__all__ = [
    "EmbeddedError",
    "Platform",
    "State",
    "discard",
    "environment",
    "is_installed",
    "platform_running",
    "release",
    "running_platform",
    "stop",
]
