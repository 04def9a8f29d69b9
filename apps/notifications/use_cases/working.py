"""News for who works: the browsers of a store, of the chain's support, and a courier's."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.notifications import telling
from apps.notifications.domain.news import Channel, NotificationKind
from apps.notifications.domain.postings import Outcome
from apps.notifications.models import Outgoing
from apps.notifications.renderer import render
from apps.notifications.telling import Part, Whose
from apps.notifications.use_cases.notify import fact_at_hand, send_after_commit, step_at_hand
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

LOCALE = "en"
"""Of those who work here."""


def tell_store(kind: NotificationKind, store_id: UUID, subject_id: UUID, **context: Any) -> None:
    """Tells every browser that shows news of the store."""
    with unit_of_work("notifications"):
        row = _row(kind, store_id, subject_id, f"/make-line/{store_id}", None, context)
        _write(telling.to_browsers(row, kind.audience, kind.consent, whose=Whose(store_id=store_id)))


def tell_chain(kind: NotificationKind, order_id: UUID, **context: Any) -> None:
    """Tells every browser of the chain's support."""
    with unit_of_work("notifications"):
        row = _row(kind, order_id, order_id, f"/board/orders/{order_id}", None, context)
        _write(telling.to_browsers(row, kind.audience, kind.consent, whose=Whose()))


def _write(part: Part) -> None:
    send_after_commit(telling.write({Channel.PUSH: part}))


def tell_courier(
    kind: NotificationKind, courier_id: UUID, subject_id: UUID, good_for: timedelta, **context: Any
) -> None:
    """Tells the courier's browsers, for as long as it makes sense."""
    with unit_of_work("notifications"):
        row = _row(kind, courier_id, subject_id, "/courier/", good_for, context)
        part = telling.to_browsers(row, kind.audience, kind.consent, whose=Whose(user_id=courier_id))
        _write(part)


def _row(
    kind: NotificationKind,
    whose: UUID,
    subject_id: UUID,
    path: str,
    good_for: timedelta | None,
    context: dict[str, Any],
) -> Outgoing:
    words = render(kind.name, LOCALE, context)
    lasts = good_for if good_for is not None else kind.good_for
    return Outgoing(
        id=fact_at_hand(),
        user_id=whose,
        subject_id=subject_id,
        kind=kind.name,
        channel=Channel.PUSH.value,
        locale=LOCALE,
        step=step_at_hand(kind),
        title=words.title,
        text=words.text,
        link=f"{settings.PUBLIC_URL}{path}",
        expires_at=now() + lasts if lasts is not None else None,
    )


def drop_waiting(kinds: Sequence[NotificationKind], subject_id: UUID) -> None:
    """Does not tell what was not told yet: it is over."""
    with unit_of_work("notifications"):
        waiting = Outgoing.objects.filter(
            channel=Channel.PUSH, done_at=None, kind__in=[kind.name for kind in kinds], subject_id=subject_id
        )
        waiting.update(done_at=now(), outcome=Outcome.SUPERSEDED, text="", link="")
