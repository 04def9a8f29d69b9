"""A person as orders know them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersOfPerson:
    """A person's orders, and the ids they placed them under: their account's, and those of guests they were."""

    person_ids: list[UUID]
    order_ids: list[UUID]
