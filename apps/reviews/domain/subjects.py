"""What of an order is rated, and the tags that give reasons, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MIN_STARS, MAX_STARS = 1, 5
MAX_TAGS = 6


class Subject(StrEnum):
    """What stars are for: the order as a whole (its store), one of its products, or its courier."""

    ORDER = "order"
    PRODUCT = "product"
    COURIER = "courier"


PRAISE: Mapping[Subject, tuple[str, ...]] = {
    Subject.ORDER: ("on_time", "well_packed", "good_value"),
    Subject.PRODUCT: ("tasty", "hot", "generous"),
    Subject.COURIER: ("friendly", "fast", "careful"),
}
BLAME: Mapping[Subject, tuple[str, ...]] = {
    Subject.ORDER: ("late", "missing_items", "wrong_items", "badly_packed"),
    Subject.PRODUCT: ("cold", "burnt", "undercooked", "bland", "wrong_toppings", "small"),
    Subject.COURIER: ("late", "unfriendly", "spilled", "wrong_door", "ignored_instructions"),
}
"""The tags that a customer may choose, by subject."""


def tags_of(subject: Subject) -> tuple[str, ...]:
    """All tags of a subject."""
    return PRAISE[subject] + BLAME[subject]


ORDER_TAGS, PRODUCT_TAGS, COURIER_TAGS = map(tags_of, Subject)


@dataclass(frozen=True, slots=True)
class Rated:
    """Stars for one subject, 1 to 5, and the tags that say why."""

    stars: int
    tags: tuple[str, ...] = ()

    @staticmethod
    def of(stars: int, tags: Iterable[str]) -> "Rated":
        """With its tags sorted and without duplicates."""
        return Rated(stars, tuple(sorted(set(tags))))
