"""What of an order can be corrected after it was placed, until when, and by whom. Nothing of it changes the price."""

from collections.abc import Mapping
from enum import StrEnum

from apps.orders.contract.types import OrderStatus as S
from apps.orders.domain.states import FINAL, Actor


class Correctable(StrEnum):
    """What can be corrected."""

    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    INSTRUCTIONS = "instructions"
    ADDRESS_NOTE = "address_note"
    LINE_NOTES = "line_notes"

    @property
    def is_of_a_door(self) -> bool:
        """Whether only deliveries have it."""
        return self is Correctable.ADDRESS_NOTE


BEFORE_THE_KITCHEN = frozenset({S.PENDING_PAYMENT, S.SCHEDULED, S.PLACED, S.REVISION_PENDING, S.ACCEPTED})
UNTIL_HANDED_OVER = frozenset(S) - FINAL
UNTIL: Mapping[Correctable, frozenset[S]] = {
    Correctable.CONTACT_NAME: UNTIL_HANDED_OVER,
    Correctable.CONTACT_PHONE: UNTIL_HANDED_OVER,
    Correctable.CONTACT_EMAIL: UNTIL_HANDED_OVER,
    Correctable.INSTRUCTIONS: UNTIL_HANDED_OVER,
    Correctable.ADDRESS_NOTE: UNTIL_HANDED_OVER,
    Correctable.LINE_NOTES: BEFORE_THE_KITCHEN,
}
"""The states in which each can be corrected: what the kitchen reads until it starts, everything else until
the hand-over.
"""
MAY_CORRECT = frozenset({Actor.CUSTOMER, Actor.STAFF, Actor.MANAGER, Actor.SUPPORT})
"""The order's customer, and those whom the customer may call: store and support."""
BY_LINK = frozenset({Correctable.INSTRUCTIONS, Correctable.ADDRESS_NOTE, Correctable.LINE_NOTES})
"""What the holder of the tracking link may correct: notes, but not the contact."""


def correctable(status: S, among: frozenset[Correctable]) -> list[Correctable]:
    """What can be corrected now, in the order of the table."""
    return [what for what in Correctable if what in among and status in UNTIL[what]]


def too_late(status: S, wanted: frozenset[Correctable]) -> list[Correctable]:
    """What can no longer be corrected, in the order of the table."""
    return [what for what in Correctable if what in wanted and status not in UNTIL[what]]
