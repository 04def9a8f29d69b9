"""The wire format of a service method: its arguments and its answer as JSON, both ways, by its annotations."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, TypedDict, get_type_hints

from pydantic import TypeAdapter

from dominos.kernel.services.contract import Service


class Method:
    """Codec of one method of a contract."""

    def __init__(self, contract: type[Service], name: str) -> None:
        function: Callable[..., Any] = getattr(contract, name)
        hints = get_type_hints(function)
        answer = hints.pop("return")
        parameters = inspect.signature(function).parameters
        self.name = name
        self.is_read = getattr(function, "is_read", False)
        self._defaults = {k: p.default for k, p in parameters.items() if p.default is not p.empty}
        self._arguments: TypeAdapter[Any] = TypeAdapter(TypedDict(f"{name}_arguments", hints))  # type: ignore[operator]
        self._answer: TypeAdapter[Any] = TypeAdapter(answer)

    def dump_arguments(self, arguments: dict[str, Any]) -> bytes:
        return self._arguments.dump_json({**self._defaults, **arguments})

    def load_arguments(self, body: bytes) -> dict[str, Any]:
        loaded: dict[str, Any] = self._arguments.validate_json(body)
        return loaded

    def dump_answer(self, answer: Any) -> bytes:
        return self._answer.dump_json(answer)

    def load_answer(self, body: bytes) -> Any:
        return self._answer.validate_json(body)


@cache
def methods_of(contract: type[Service]) -> dict[str, Method]:
    """The published methods of a contract by name: its abstract ones."""
    return {name: Method(contract, name) for name in sorted(contract.__abstractmethods__)}
