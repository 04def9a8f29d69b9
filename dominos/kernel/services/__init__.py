"""Calls between apps: typed contracts, resolved when called to this process or to another one."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dominos.kernel.services.contract import Service, read

if TYPE_CHECKING:
    from dominos.kernel.services.registry import provide, service

__all__ = ["Service", "provide", "read", "service"]


def __getattr__(name: str) -> Any:
    # Contracts import this package where Django is not there; only asking and answering need the registry.
    if name in ("provide", "service"):
        return getattr(import_module("dominos.kernel.services.registry"), name)
    raise AttributeError(name)
