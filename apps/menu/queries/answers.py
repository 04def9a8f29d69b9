"""Response types of the menu's endpoints, except its document, and the frames of its socket."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from apps.menu.contract.types import (
    BasketCheck,
    Contents,
    Correction,
    DietClass,
    LineCheck,
    Options,
    PricedBasket,
)
from apps.menu.domain.assortment import ItemKind
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.plans import PlanOutcome
from dominos.kernel.edge.answers import Answer
from dominos.kernel.texts.problems import said


class UnorderableAnswer(Answer):
    """Codes that cannot be ordered in their default configuration because something is sold out."""

    toppings: list[str]
    variants: list[str]
    """Including those with a sold-out default, which can be ordered without it."""
    preconfigured: list[str]
    deals: list[str]
    """Deals that cannot be used because everything a slot accepts is sold out."""


class PublicationAnswer(Answer):
    """A version that the store has sold since an instant."""

    version: str
    revision: int
    published_at: datetime
    published_by: UUID | None
    is_current: bool


class PlannedPublicationAnswer(Answer):
    """The draft, as it stands then, is published at an instant; `problem` says why it was refused."""

    publish_at: datetime
    planned_at: datetime
    planned_by: UUID | None
    outcome: PlanOutcome
    problem: str
    ended_at: datetime | None


class DifferenceAnswer(Answer):
    """An item that publishing would add, remove, change or move."""

    kind: str
    code: str
    what: Literal["added", "removed", "changed", "moved"]
    name: str
    changes: dict[str, tuple[Any, Any]]
    """Before and after, by field."""


class DraftAnswer(Answer):
    """The version that publishing would create, and how it differs from the current one."""

    version: str
    is_changed: bool
    differences: list[DifferenceAnswer]


class StoreChangeAnswer(Answer):
    """Not sold here, or sold at other prices (minor units; null: as in the catalogue) or in other dayparts."""

    kind: ItemKind
    code: str
    is_sold: bool
    price: int | None
    """For a variant or a side."""
    topping_price: int | None
    """For a variant."""
    dayparts: list[str] | None
    """For a product."""


class OutageAnswer(Answer):
    """Something out of stock."""

    kind: OutageKind
    code: str
    until: datetime | None
    reported_at: datetime
    reported_by: UUID | None


class OutagesAnswer(Answer):
    """What is sold out at a store."""

    outages: list[OutageAnswer]
    unorderable: UnorderableAnswer


class ConfiguredLineAnswer(Answer):
    """A configured line. Money in minor units."""

    variant: str
    second_half: str | None
    name: str
    description: str
    quantity: int
    options: Options
    sides: dict[str, int]
    cooking: tuple[str, ...]
    unit_price: int
    total: int
    discount: int
    deposit: int
    contents: tuple[Contents, ...]
    diet: DietClass | None
    """Who may eat all of it; null if unknown."""


class SuggestionAnswer(Answer):
    """A side as it comes, at its price in minor units."""

    product: str
    variant: str
    name: str
    total: int
    deposit: int


class SuggestionsAnswer(Answer):
    """What goes with a basket, what was bought with it most often first."""

    suggestions: list[SuggestionAnswer]


class CheckedLineAnswer(Answer):
    """A checked line: its corrections, and the corrected line."""

    number: int
    corrections: tuple[Correction, ...]
    line: ConfiguredLineAnswer | None


class DealUseAnswer(Answer):
    """An applied deal."""

    code: str
    name: str
    discount: int


class CheckedBasketAnswer(Answer):
    """The corrected basket, without the delivery fee and taxes."""

    menu_version: str
    currency: str | None
    is_ok: bool
    lines: list[CheckedLineAnswer]
    food: int
    discount: int
    deposit: int
    deals: list[DealUseAnswer]
    unused_deals: dict[str, str]

    @classmethod
    def of_check(cls, check: BasketCheck) -> "CheckedBasketAnswer":
        """The response for a check; sums are zero if no line remains."""
        basket = check.basket
        return cls(
            menu_version=check.menu_version,
            currency=basket.currency if basket else None,
            is_ok=check.is_ok,
            lines=_checked_lines(check, basket),
            food=basket.food if basket else 0,
            discount=basket.discount if basket else 0,
            deposit=basket.deposit if basket else 0,
            deals=DealUseAnswer.of_all(basket.deals) if basket else [],
            unused_deals=basket.unused_deals if basket else {},
        )


def _checked_lines(check: BasketCheck, basket: PricedBasket | None) -> list[CheckedLineAnswer]:
    lines = ConfiguredLineAnswer.of_all(basket.lines if basket else ())
    return [
        CheckedLineAnswer(
            number=each.number,
            corrections=_said(each),
            line=None if each.corrected is None else lines[each.corrected],
        )
        for each in check.lines
    ]


def _said(line: LineCheck) -> tuple[Correction, ...]:
    """What is wrong with the line, in the reader's language."""
    return tuple(replace(each, message=said(each.message)) for each in line.corrections)


class MenuMessage(Answer):
    """The current version without what is sold out; sent first, then whenever it changes."""

    type: Literal["menu"] = "menu"
    version: str
    tag: str
    unorderable: UnorderableAnswer


class OpeningMessage(Answer):
    """The store opened, closed, paused or became busy: read its opening again."""

    type: Literal["opening"] = "opening"
    cause: str


class BasketLineMessage(Answer):
    """Whether a line of the basket can be ordered, and its corrections."""

    number: int
    is_orderable: bool
    corrections: tuple[Correction, ...]


class BasketMessage(Answer):
    """The check of the basket the client sent, at once and whenever it changes."""

    type: Literal["basket"] = "basket"
    is_ok: bool
    lines: list[BasketLineMessage]
    unused_deals: dict[str, str]

    @classmethod
    def of_check(cls, check: BasketCheck) -> "BasketMessage":
        """The message of a check."""
        return cls(
            is_ok=check.is_ok,
            lines=[
                BasketLineMessage(
                    number=line.number,
                    is_orderable=line.corrected is not None,
                    corrections=_said(line),
                )
                for line in check.lines
            ],
            unused_deals=check.basket.unused_deals if check.basket else {},
        )


class RefusedMessage(Answer):
    """The client sent something that is not a basket."""

    type: Literal["refused"] = "refused"
    errors: list[dict[str, str]]
    """As in a problem document: `field`, `code`, `message`."""
