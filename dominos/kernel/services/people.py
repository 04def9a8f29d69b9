"""What every app with something of people answers: all that it has of one. Free of Django, as contracts are."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dominos.kernel.services.contract import read


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRow:
    """A row of a table, "orders.orderhistory", as JSON values.

    `title` is what such a row is called, "order history"; `photo` is a JPEG in base64 that belongs to it.
    """

    table: str
    title: str
    values: dict[str, Any]
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalPage:
    """Some rows, and where those after them begin; empty after the last."""

    rows: list[PersonalRow]
    next: str = ""


class HoldsPeople(ABC):
    """Mixed into the contract of an app whose tables have something of people."""

    @abstractmethod
    @read
    def export_person(self, *, people: list[UUID], orders: list[UUID], after: str = "") -> PersonalPage:
        """What is known of a person by these identifiers and by their orders, as tables declare it, page by page."""


class HoldsNobody(HoldsPeople):
    """Knows nothing of anybody: for stand-ins of tests."""

    def export_person(self, *, people: list[UUID], orders: list[UUID], after: str = "") -> PersonalPage:
        return PersonalPage(rows=[])
