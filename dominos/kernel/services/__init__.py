"""Calls between apps: typed contracts, resolved when called to this process or to another one."""

from dominos.kernel.services.contract import Service, read
from dominos.kernel.services.registry import provide, service

__all__ = ["Service", "provide", "read", "service"]
