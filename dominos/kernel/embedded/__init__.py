"""PostgreSQL, Valkey and the whole platform for a machine that has nothing installed. Knows no Django."""

from dominos.kernel.embedded.environment import discard, environment, is_installed, release, stop
from dominos.kernel.embedded.errors import EmbeddedError
from dominos.kernel.embedded.platform import Platform, platform_running, running_platform
from dominos.kernel.embedded.state import State

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
