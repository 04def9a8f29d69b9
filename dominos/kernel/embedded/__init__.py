"""PostgreSQL, Valkey and the whole platform for a machine that has nothing installed. Knows no Django."""

from dominos.kernel.embedded.environment import environment, release, stop
from dominos.kernel.embedded.state import State

__all__ = ["State", "environment", "release", "stop"]
