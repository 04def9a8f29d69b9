"""People's choices of notifications and quiet hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from apps.notifications.domain.news import KINDS, Channel, may_choose
from apps.notifications.models import Choice, QuietHours
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Preference:
    """A choice for a kind and a channel."""

    kind: str
    channel: Channel
    is_wanted: bool


def choose(user_id: UUID, preferences: Iterable[Preference]) -> None:
    """Saves the person's choices. Invalid for what cannot be refused, such as order notifications."""
    rows: dict[tuple[str, Channel], Choice] = {}  # what is said twice is as it was said last
    for preference in preferences:
        kind = KINDS.get(preference.kind)
        if kind is None or not may_choose(kind, preference.channel):
            raise Invalid(errors=[FieldError("choices", "This cannot be chosen.", "not-a-choice")])
        rows[preference.kind, preference.channel] = Choice(
            user_id=user_id,
            kind=preference.kind,
            channel=preference.channel.value,
            is_wanted=preference.is_wanted,
        )
    if rows:
        with unit_of_work("notifications"):
            Choice.objects.bulk_create(
                rows.values(),
                update_conflicts=True,
                unique_fields=["user_id", "kind", "channel"],
                update_fields=["is_wanted"],
            )


def set_quiet_hours(user_id: UUID, timezone: str, begins: time, ends: time) -> None:
    """Saves the person's quiet hours; none if both are equal."""
    with unit_of_work("notifications"):
        QuietHours.objects.update_or_create(
            user_id=user_id,
            defaults={"timezone": timezone, "begins": begins, "ends": ends},
            create_defaults={"timezone": timezone, "begins": begins, "ends": ends, "created_at": now()},
        )


def refuse_mails(user_id: UUID, kind: str) -> None:
    """Ends mails of the kind, if they may be refused; no effect for a kind that no longer exists."""
    known = KINDS.get(kind)
    if known is not None and may_choose(known, Channel.MAIL):
        choose(user_id, [Preference(kind, Channel.MAIL, False)])
