"""Where a contract is answered: by the object registered in this process, else by the app's own deployment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings

from dominos.kernel.services.client import remote
from dominos.kernel.services.contract import Service, Transport
from dominos.kernel.unit_of_work import in_unit_of_work

_provided: dict[type[Service], Service] = {}
_asked: set[type[Service]] = set()
_forced_transport: Transport | None = None


def provide(contract: type[Service], implementation: Service) -> None:
    """Answers `contract` in this process."""
    _provided[contract] = implementation


def provided() -> dict[str, tuple[type[Service], Service]]:
    """The contracts answered here, by name."""
    return {contract.name: (contract, implementation) for contract, implementation in _provided.items()}


@contextmanager
def preserved() -> Iterator[None]:
    """Forgets afterwards what is provided and asked for meanwhile: how tests put fakes in an app's place."""
    before, asked = dict(_provided), set(_asked)
    try:
        yield
    finally:
        _provided.clear()
        _provided.update(before)
        _asked.intersection_update(asked)


def unreachable() -> list[type[Service]]:
    """The contracts that code loaded here may ask and that have nowhere to go."""
    return [c for c in _asked if c not in _provided and c.name not in settings.SERVICE_URLS]


@contextmanager
def forced_transport(transport: Transport) -> Iterator[None]:
    """Sends every call through `transport`, local ones too: how journeys prove the wire format."""
    global _forced_transport
    before, _forced_transport = _forced_transport, transport
    try:
        yield
    finally:
        _forced_transport = before


def _resolve(contract: type[Service]) -> Service:
    if _forced_transport is not None:
        return cast(Service, remote(contract, _forced_transport))
    if contract in _provided:
        return _provided[contract]
    if contract.name in settings.SERVICE_URLS:
        return cast(Service, remote(contract))
    raise LookupError(
        f"nobody answers {contract.__name__}: enable the app or set {contract.name.upper()}_URL"
    )


class _Proxy:
    def __init__(self, contract: type[Service]) -> None:
        self._contract = contract

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._contract.__abstractmethods__:
            raise AttributeError(f"{self._contract.__name__} publishes no {name}")
        if in_unit_of_work():
            raise RuntimeError(
                f"{self._contract.__name__}.{name}: ask before the unit of work, not inside it"
            )
        return cast(Callable[..., Any], getattr(_resolve(self._contract), name))


def service[S: Service](contract: Callable[..., S]) -> S:
    """A stand-in for the contract's implementation, found anew at each call."""
    asked = cast(type[Service], contract)  # abstract, which `type[S]` would not take
    _asked.add(asked)
    return cast(S, _Proxy(asked))
