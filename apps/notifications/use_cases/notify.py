"""Notifying people."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.notifications.domain.news import Audience, Channel, NotificationKind, Recipient, Urgency
from apps.notifications.domain.postings import id_of
from apps.notifications.domain.quiet_hours import USUAL, quiet_until
from apps.notifications.models import Notification, Outgoing
from apps.notifications.queries import NotificationFrame, group_of
from apps.notifications.sending.failures import SEND, by_phone
from apps.notifications.texts.renderer import Rendered, render
from apps.notifications.use_cases import notification_rows
from apps.notifications.use_cases.notification_rows import Listening, Part, Whose, Written
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import current_envelope
from dominos.kernel.person_names import shown_name
from dominos.kernel.prepared_writes import new
from dominos.kernel.sockets import pushes as live
from dominos.kernel.telemetry.context import current_trace
from dominos.kernel.unit_of_work import unit_of_work

ADDRESSES: Mapping[Channel, str] = {Channel.MAIL: "email", Channel.SMS: "phone"}
"""The recipient's attribute with the address of each channel."""


INSTEAD = "sms instead"
"""The part of the statement that sends an SMS if a mail cannot be sent."""


def current_fact_id() -> UUID:
    """The id of the message being handled, or a new one."""
    return current_trace().causation_id or new_id()


def step_time(kind: NotificationKind) -> int:
    """The time of the step being notified, in microseconds; 0 if it is not a step."""
    if not kind.is_step:
        return 0
    try:
        at = current_envelope().occurred_at
    except LookupError:  # no message is being handled
        at = now()
    return round(at.timestamp() * 1_000_000)


def notify(
    kind: NotificationKind,
    recipient: Recipient,
    *,
    subject_id: UUID,
    data: Mapping[str, Any] | None = None,
    beside: Mapping[str, Part] | None = None,
    listening: Listening | None = None,
    passes_brake: bool = False,
    **context: Any,
) -> None:
    """Notifies a person: in the app and over their websocket, and by the kind's channels.

    With `passes_brake` an SMS goes out, however many have.
    `data` is for their client, `context` for the templates; `listening` are other people's browsers, which
    are notified too. Outgoing messages are only stored here; a task sends them. The message being handled
    identifies the fact, so that everything about it is sent once.
    """
    fact = current_fact_id()
    words = render(kind.name, recipient.locale, {"name": shown_name(recipient.name), **context})
    parts: dict[str, Part] = dict(beside or {})
    with unit_of_work("notifications"):
        row = None
        if kind.in_app:
            row = _shown(kind, recipient, fact, subject_id, words, dict(data or {}))
            parts["app"] = notification_rows.shown(row, passing=kind.passing)
        link = str(context.get("link") or "")
        braked = replace(kind, sms_brake=None) if passes_brake else kind
        parts |= dict(_going_out(braked, recipient, fact, subject_id, words, link))
        if not parts and listening is None:
            return
        unread_of = recipient.user_id if row else None
        notification_rows.write(parts, partial(_tell, row), unread_of=unread_of, listening=listening)


def _tell(row: Notification | None, written: Written) -> None:
    """After the commit, in the app and by the other channels."""
    if row is not None and written.counts["app"]:
        frame = json_values(NotificationFrame.heard(row, unread=written.unread + 1))
        transaction.on_commit(partial(live.push, group_of(row.user_id), frame), robust=True)
    send_after_commit(written)


def beside(
    kind: NotificationKind, recipient: Recipient, *, subject_id: UUID, **context: Any
) -> dict[str, Part]:
    """The messages of another kind, to be written in the same statement."""
    words = render(kind.name, recipient.locale, {"name": shown_name(recipient.name), **context})
    link = str(context.get("link") or "")
    parts = _going_out(kind, recipient, current_fact_id(), subject_id, words, link)
    return {f"{kind.name} {name}": part for name, part in parts}


def send_after_commit(written: Written) -> None:
    """Starts sending by each channel after the commit; delayed messages are found by a timer."""
    going = {name.partition(" ")[0] for name, count in written.counts.items() if count}
    for channel in Channel:
        if channel in going:
            start_after_commit(SEND, channel.value)


def _shown(
    kind: NotificationKind,
    recipient: Recipient,
    fact: UUID,
    subject_id: UUID,
    words: Rendered,
    data: dict[str, Any],
) -> Notification:
    return new(
        Notification,
        id=id_of(fact, kind.name, str(recipient.user_id)),
        user_id=recipient.user_id,
        subject_id=subject_id,
        kind=kind.name,
        step=step_time(kind),
        title=words.title,
        body=words.text,
        data=data,
    )


def _going_out(
    kind: NotificationKind, recipient: Recipient, fact: UUID, subject_id: UUID, words: Rendered, link: str
) -> Iterator[tuple[str, Part]]:
    """What goes out by each channel, by its name."""
    for channel in sorted(kind.channels | kind.offered):
        row = _outgoing(kind, recipient, channel, fact, subject_id, words, link)
        if channel is Channel.PUSH:
            whose = Whose(user_id=row.user_id)
            yield channel, notification_rows.to_browsers(row, Audience.CUSTOMER, kind.consent, whose=whose)
        elif row.address:
            by_default = channel in kind.channels
            brake = kind.sms_brake if channel is Channel.SMS else None
            yield channel, notification_rows.addressed(row, kind.consent, by_default=by_default, brake=brake)
            if row.phone:
                yield INSTEAD, notification_rows.instead(by_phone(row), row.address)
        elif row.phone and kind.is_step:
            yield INSTEAD, notification_rows.addressed(by_phone(row), kind.consent, by_default=True)


def _outgoing(
    kind: NotificationKind,
    recipient: Recipient,
    channel: Channel,
    fact: UUID,
    subject_id: UUID,
    words: Rendered,
    link: str,
) -> Outgoing:
    address = getattr(recipient, ADDRESSES[channel]) if channel in ADDRESSES else ""
    return new(
        Outgoing,
        id=fact if channel is Channel.PUSH else id_of(fact, kind.name, channel, address),
        user_id=recipient.user_id,
        subject_id=subject_id,
        kind=kind.name,
        channel=channel.value,
        address=address,
        locale=recipient.locale,
        step=step_time(kind),
        title=words.title,
        text=words.text,
        link=link,
        phone=recipient.phone if _may_ring(kind, channel) else "",
        due_at=_due_at(kind, recipient),
        expires_at=_until(kind.good_for),
    )


def _due_at(kind: NotificationKind, recipient: Recipient) -> datetime:
    """What is told later wakes nobody, whether they have chosen quiet hours or not."""
    due = now() + kind.after
    return (quiet_until(due, recipient.timezone, *USUAL) if recipient.timezone else None) or due


def _may_ring(kind: NotificationKind, channel: Channel) -> bool:
    """Whether the phone is told what cannot be mailed."""
    return channel is Channel.MAIL and kind.urgency is Urgency.URGENT and kind.in_app


def _until(good_for: timedelta | None) -> datetime | None:
    return None if good_for is None else now() + good_for
