"""What an app's published service looks like. Free of Django, so that a contract imports anywhere."""

from abc import ABC
from collections.abc import Callable
from typing import ClassVar, Protocol


class Service(ABC):
    """Base of a service contract: abstract, keyword-only, fully annotated methods that answer a question.

    `name` is the app's name; it stands in the URL of the service and names its address, `<NAME>_URL`.
    """

    name: ClassVar[str]


def read[**P, R](method: Callable[P, R]) -> Callable[P, R]:
    """Marks a method without effects: a lost answer may be asked for again."""
    method.__dict__["is_read"] = True
    return method


class Transport(Protocol):
    """Carries one call: path, body and whether it may be repeated; gives the answer's body."""

    def __call__(self, path: str, body: bytes, *, repeatable: bool) -> bytes: ...
