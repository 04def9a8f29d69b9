"""The daily digest mails of staff: settings, and writing each exactly once.

Entries wait in rows of their own; writing the mail and deleting them is one transaction.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from apps.notifications.domain.digests import DIGESTED, MAX_TOLD, due_at, next_day
from apps.notifications.domain.news import DIGEST, Channel, Recipient
from apps.notifications.domain.postings import id_of
from apps.notifications.models import Digest, DigestEntry, Outgoing
from apps.notifications.texts.renderer import render
from apps.notifications.use_cases import notification_rows
from apps.notifications.use_cases.notify import send_after_commit
from apps.notifications.use_cases.people import person, stores_of
from apps.notifications.use_cases.preferences import Preference, choose
from apps.users.contract.types import PersonStores
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.leases import claim
from dominos.kernel.unit_of_work import unit_of_work

LEASE = timedelta(minutes=5)


def choose_digest(
    user_id: UUID, store_ids: Collection[UUID], kinds: Collection[str], hour: int, timezone: str
) -> None:
    """Saves the digest of these stores; without kinds there is none. Invalid."""
    if not set(kinds) <= set(DIGESTED):
        raise Invalid(errors=[FieldError("digest.kinds", "This cannot be chosen.", "not-a-choice")])
    with unit_of_work("notifications"):
        known = Digest.objects.select_for_update().filter(user_id=user_id).first()
        # The mail of a day that was sent is not sent once more because its hour is another one now.
        day = next_day(known.day if known else now().date() - timedelta(days=1), now(), hour, timezone)
        values = {
            "store_ids": sorted(store_ids),
            "kinds": sorted(set(kinds)),
            "hour": hour,
            "timezone": timezone,
            "day": day,
            "due_at": due_at(day, hour, timezone),
        }
        created = {**values, "created_at": now()}
        Digest.objects.update_or_create(user_id=user_id, defaults=values, create_defaults=created)
        choose(user_id, [Preference(DIGEST.name, Channel.MAIL, bool(kinds))])


def due() -> QuerySet[Digest]:
    """Digests that are due now."""
    return Digest.objects.filter(due_at__lte=now())


def claimed() -> list[Digest]:
    """A due digest that no other worker writes; due again if this worker dies. Does not block others."""
    return claim(Digest.objects.all(), LEASE, batch=1, attempts=None)


def write(digest: Digest) -> None:
    """Writes the digest, for the stores where the person works now; nothing if it has no entries."""
    recipient, stores = person(digest.user_id), stores_of(digest.user_id)
    with unit_of_work("notifications"):
        locked = Digest.objects.select_for_update().filter(user_id=digest.user_id, day=digest.day).first()
        if locked is None:  # somebody else wrote it, or another hour was chosen
            return
        entries = list(DigestEntry.objects.filter(user_id=digest.user_id).order_by("created_at", "id"))
        told = [entry for entry in entries if _may_read(entry, stores)]
        if recipient is not None and recipient.email and told:
            _write(locked, recipient, told)
        DigestEntry.objects.filter(id__in=[entry.id for entry in entries]).delete()
        locked.day = next_day(locked.day + timedelta(days=1), now(), locked.hour, locked.timezone)
        locked.due_at = due_at(locked.day, locked.hour, locked.timezone)
        locked.save(update_fields=["day", "due_at"])


def _may_read(entry: DigestEntry, stores: PersonStores) -> bool:
    """Whether the person still works where it happened, or manages it where only managers read that."""
    kind = DIGESTED.get(entry.kind)
    return kind is not None and entry.store_id in (
        stores.managed_ids if kind.managers_only else stores.store_ids
    )


def _write(digest: Digest, recipient: Recipient, entries: Sequence[DigestEntry]) -> None:
    link = f"{settings.PUBLIC_URL}/board/"
    last = entries[-MAX_TOLD:]
    words = render(
        DIGEST.name,
        recipient.locale,
        {
            "count": len(entries),
            "more": len(entries) - len(last),
            "told": [_told(entry, recipient.locale) for entry in last],
            "timezone": digest.timezone,
            "link": link,
        },
    )
    row = Outgoing(
        id=id_of(digest.user_id, DIGEST.name, digest.day.isoformat()),
        user_id=digest.user_id,
        subject_id=digest.user_id,
        kind=DIGEST.name,
        channel=Channel.MAIL.value,
        address=recipient.email,
        locale=recipient.locale,
        title=words.title,
        text=words.text,
        link=link,
        expires_at=now() + DIGEST.good_for if DIGEST.good_for else None,
    )
    part = notification_rows.addressed(row, DIGEST.consent, by_default=False)
    notification_rows.write({Channel.MAIL.value: part}, send_after_commit)


def _told(entry: DigestEntry, locale: str) -> dict[str, str]:
    words = render(entry.kind, locale, entry.context)
    return {"at": entry.created_at.isoformat(), "title": words.title, "text": words.text}
