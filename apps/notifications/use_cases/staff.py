"""Notifications at work: browsers of a store, of the chain's support, and of couriers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.notifications.domain.digests import DIGESTED
from apps.notifications.domain.news import Channel, NotificationKind
from apps.notifications.domain.postings import Outcome
from apps.notifications.models import DigestEntry, Outgoing
from apps.notifications.texts.renderer import render
from apps.notifications.use_cases import notification_rows
from apps.notifications.use_cases.notification_rows import Listening, Part, Whose
from apps.notifications.use_cases.notify import current_fact_id, send_after_commit, step_time
from dominos.kernel.clock import now
from dominos.kernel.postgres.cursors import unawaited_cursor
from dominos.kernel.unit_of_work import unit_of_work

DIGESTS = "digests"
"""The part of the statement that stores digest entries."""
_DROPPED = """
UPDATE notifications_outgoing SET done_at = %s, outcome = %s, text = '', link = ''
WHERE channel = %s AND done_at IS NULL AND kind = ANY(%s) AND subject_id = %s"""


def tell_store(
    kind: NotificationKind, store_id: UUID, subject_id: UUID, *, path: str = "", **context: Any
) -> None:
    """Notifies every browser subscribed to the store, and adds it to digests."""
    with unit_of_work("notifications"):
        parts: dict[str, Part] = {}
        if kind.name in DIGESTED:
            entry = DigestEntry(id=current_fact_id(), store_id=store_id, kind=kind.name, context=context)
            parts[DIGESTS] = notification_rows.to_digests(entry)
        browsers = browsers_of_store(kind, store_id, subject_id, path=path, **context)
        notification_rows.write(parts, send_after_commit, listening=browsers)


def browsers_of_store(
    kind: NotificationKind, store_id: UUID, subject_id: UUID, *, path: str = "", **context: Any
) -> Listening:
    """The browsers subscribed to a store, and what they are notified of."""
    path = path or f"/make-line/{store_id}"
    return _listening(kind, Whose(store_id=store_id), store_id, subject_id, path, None, context)


def tell_digests(kind: NotificationKind, store_id: UUID, **context: Any) -> None:
    """Adds it to digests of the store's staff, without a push."""
    with unit_of_work("notifications"):
        entry = DigestEntry(id=current_fact_id(), store_id=store_id, kind=kind.name, context=context)
        notification_rows.write({DIGESTS: notification_rows.to_digests(entry)}, send_after_commit)


def tell_chain(kind: NotificationKind, subject_id: UUID, *, path: str = "", **context: Any) -> None:
    """Notifies every browser of the chain's support."""
    with unit_of_work("notifications"):
        path = path or f"/board/orders/{subject_id}"
        _tell(_listening(kind, Whose(), subject_id, subject_id, path, None, context))


def tell_courier(
    kind: NotificationKind, courier_id: UUID, subject_id: UUID, good_for: timedelta | None, **context: Any
) -> None:
    """Notifies the courier's browsers, while it is useful."""
    with unit_of_work("notifications"):
        whose = Whose(user_id=courier_id)
        _tell(_listening(kind, whose, courier_id, subject_id, "/courier/", good_for, context))


def _tell(browsers: Listening) -> None:
    notification_rows.write({}, send_after_commit, listening=browsers)


def _listening(kind: NotificationKind, whose: Whose, *about: Any) -> Listening:
    """Each browser hears the language its reader had when it subscribed."""

    def news(language: str) -> Part:
        row, chosen = _row(kind, language, *about), replace(whose, language=language)
        return notification_rows.to_browsers(row, kind.audience, kind.consent, whose=chosen)

    return Listening(whose, kind.audience, news)


def _row(
    kind: NotificationKind,
    language: str,
    whose: UUID,
    subject_id: UUID,
    path: str,
    good_for: timedelta | None,
    context: dict[str, Any],
) -> Outgoing:
    words = render(kind.name, language, context)
    lasts = good_for if good_for is not None else kind.good_for
    return Outgoing(
        id=current_fact_id(),
        user_id=whose,
        subject_id=subject_id,
        kind=kind.name,
        channel=Channel.PUSH.value,
        locale=language,
        step=step_time(kind),
        title=words.title,
        text=words.text,
        link=f"{settings.PUBLIC_URL}{path}",
        expires_at=now() + lasts if lasts is not None else None,
    )


def drop_waiting(kinds: Sequence[NotificationKind], subject_id: UUID) -> None:
    """Drops what was not sent yet, because it is over."""
    with unit_of_work("notifications"), unawaited_cursor() as cursor:
        cursor.execute(
            _DROPPED,
            [
                now(),
                Outcome.SUPERSEDED.value,
                Channel.PUSH.value,
                [kind.name for kind in kinds],
                subject_id,
            ],
        )
