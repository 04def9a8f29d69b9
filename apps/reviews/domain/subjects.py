"""What of an order is rated, and the words for why, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MIN_STARS, MAX_STARS = 1, 5
MAX_TAGS = 6


class Subject(StrEnum):
    """What stars are for: the order as a whole, which is its store's; one of its products; who brought it."""

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
"""The tags that a customer may choose."""


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
        """With its tags in the order of the alphabet, each once."""
        return Rated(stars, tuple(sorted(set(tags))))
