"""Reads of notifications and settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext

from apps.notifications.domain.digests import DIGESTED
from apps.notifications.domain.news import (
    DIGEST,
    KINDS,
    PLACED,
    Audience,
    Channel,
    NotificationKind,
    is_told_by_default,
    may_choose,
)
from apps.notifications.models import Choice, Digest, Notification, QuietHours
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound
from dominos.kernel.texts.languages import mark


class NotificationAnswer(Answer):
    """A notification of a person."""

    id: UUID
    kind: str
    title: str
    body: str
    data: dict[str, str | int]
    """For the client; depends on `kind`."""
    created_at: datetime
    read_at: datetime | None


class ReadyFrame(Answer):
    """The first frame of a person's websocket."""

    type: Literal["ready"] = "ready"
    unread: int


class NotificationFrame(NotificationAnswer):
    """A new notification, and the number of unread ones including it."""

    type: Literal["notification"] = "notification"
    unread: int

    @classmethod
    def heard(cls, row: Notification, *, unread: int) -> "NotificationFrame":
        """The frame of a notification just written."""
        return cls(**NotificationAnswer.of(row).model_dump(), unread=unread)


class ReadFrame(Answer):
    """Notifications were read, here or on another device: those of `ids`, or all up to `upto` in id order."""

    type: Literal["read"] = "read"
    ids: list[UUID]
    upto: UUID | None = None
    unread: int


def group_of(user_id: UUID) -> str:
    """The Channels group of the person's websockets."""
    return f"notifications.{user_id}"


def list_notifications(user_id: UUID, *, unread: bool = False) -> Listing[NotificationAnswer]:
    """A person's notifications, or their unread ones, newest first."""
    rows = Notification.objects.filter(user_id=user_id)
    return Listing(rows.filter(read_at=None) if unread else rows, NotificationAnswer.of_all)


def count_unread(user_id: UUID) -> int:
    """How many notifications a person has not read."""
    return Notification.objects.filter(user_id=user_id, read_at=None).count()


def get_notification(user_id: UUID, notification_id: UUID) -> Notification:
    """A notification of this person. NotFound, also for somebody else's."""
    row = Notification.objects.filter(user_id=user_id, id=notification_id).first()
    if row is None:
        raise NotFound
    return row


def tracking_url_of(order_id: UUID) -> str:
    """The tracker URL from the order's confirmation; empty before that."""
    placed = Notification.objects.filter(subject_id=order_id, kind=PLACED.name).first()
    return str(placed.data["tracking_url"]) if placed else ""


_UNSUBSCRIBING = "notifications.unsubscribe"


def unsubscribe_url(user_id: UUID, kind: str) -> str:
    """The one-click URL that ends mails of this kind to this person; valid for every holder of the mail."""
    return f"{settings.PUBLIC_URL}/unsubscribe/{signing.dumps([str(user_id), kind], salt=_UNSUBSCRIBING)}"


def unsubscribed(token: str) -> tuple[UUID, str]:
    """The person and the kind of a token of `unsubscribe_url`. NotFound."""
    try:
        user_id, kind = signing.loads(token, salt=_UNSUBSCRIBING)
    except signing.BadSignature:
        raise NotFound from None
    return UUID(user_id), str(kind)


class WayAnswer(Answer):
    """Whether a kind uses a channel, and whether its person may change that."""

    channel: Channel
    is_wanted: bool
    may_choose: bool


class NewsKindAnswer(Answer):
    """A kind of notification, with its channels."""

    kind: str
    name: str
    channels: list[WayAnswer]


class QuietAnswer(Answer):
    """Quiet hours in local time: "22:00" to "08:00"."""

    timezone: str
    begins: str
    ends: str


class DigestAnswer(Answer):
    """The daily digest of a person's stores: its kinds and local hour."""

    kinds: list[str]
    hour: int
    timezone: str


class DigestKindAnswer(Answer):
    """A kind that a digest may contain."""

    kind: str
    name: str


class SettingsAnswer(Answer):
    """A person's settings by kind and channel, and how a browser subscribes.

    `push_key` is the `applicationServerKey`, "" if pushes are off.
    """

    kinds: list[NewsKindAnswer]
    quiet_hours: QuietAnswer | None
    push_key: str
    digest: DigestAnswer | None
    """None until it was chosen."""
    digest_kinds: list[DigestKindAnswer]
    """Kinds for a digest; empty for persons who work at no store."""


def settings_of(
    user_id: UUID, push_key: str, *, is_crew: bool = False, is_manager: bool = False
) -> SettingsAnswer:
    """The person's choices, with defaults."""
    chosen = {(row.kind, row.channel): row.is_wanted for row in Choice.objects.filter(user_id=user_id)}
    quiet = QuietHours.objects.filter(user_id=user_id).first()
    kinds = [_kind(kind, chosen) for kind in KINDS.values() if kind.audience is Audience.CUSTOMER]
    return SettingsAnswer(
        kinds=[kind for kind in kinds if kind.channels],
        quiet_hours=_quiet(quiet) if quiet else None,
        push_key=push_key,
        digest=_digest(user_id, chosen),
        digest_kinds=[
            DigestKindAnswer(kind=name, name=name_of(name))
            for name, kind in DIGESTED.items()
            if is_crew and (is_manager or not kind.managers_only)
        ],
    )


def _digest(user_id: UUID, chosen: Mapping[tuple[str, str], bool]) -> DigestAnswer | None:
    row = Digest.objects.filter(user_id=user_id).first()
    if row is None:
        return None
    kinds = row.kinds if chosen.get((DIGEST.name, Channel.MAIL)) else []
    return DigestAnswer(kinds=kinds, hour=row.hour, timezone=row.timezone)


def _quiet(hours: QuietHours) -> QuietAnswer:
    return QuietAnswer(timezone=hours.timezone, begins=f"{hours.begins:%H:%M}", ends=f"{hours.ends:%H:%M}")


def _kind(kind: NotificationKind, chosen: dict[tuple[str, str], bool]) -> NewsKindAnswer:
    channels = [
        WayAnswer(
            channel=channel,
            may_choose=may_choose(kind, channel),
            is_wanted=chosen.get((kind.name, channel), is_told_by_default(kind, channel))
            if may_choose(kind, channel)
            else True,
        )
        for channel in Channel
        if channel in kind.channels | kind.offered
    ]
    return NewsKindAnswer(kind=kind.name, name=name_of(kind.name), channels=channels)


NAMES: Mapping[str, str] = {
    "email-verification": mark("Verification of your e-mail address"),
    "registration-repeated": mark("Registration with a known address"),
    "password-reset": mark("New password"),
    "password-changed": mark("Password changed"),
    "second-factors-changed": mark("Second factors changed"),
    "identity-linked": mark("Accounts elsewhere that sign you in"),
    "signed-in-anew": mark("Signed in on another device"),
    "publication-refused": mark("Planned menu that was not published"),
    "export-made": mark("What we know of you"),
    "sign-in-code": mark("Code to sign in"),
    "phone-code": mark("Code to confirm a telephone"),
    "email-change": mark("New e-mail address"),
    "email-changed": mark("E-mail address changed"),
    "staff-invited": mark("Invitation to work at a store"),
    "roster-published": mark("Your shifts of a week"),
    "order-placed": mark("Order placed"),
    "order-changed": mark("Another address, or collecting"),
    "order-payment-lapsed": mark("Order to be paid again"),
    "order-held-up": mark("Order held up"),
    "order-elsewhere": mark("Another store for an order"),
    "order-payment-link": mark("Link to pay for an order"),
    "order-late": mark("Order later than promised"),
    "courier-near": mark("Courier near"),
    "courier-wrote": mark("The courier wrote to you"),
    "review-invitation": mark("Invitation to rate an order"),
    "invoice-issued": mark("Invoice"),
    "payment-refunded": mark("Money back"),
    "cash-owed": mark("Cash back"),
    "refund-failed": mark("Money back refused by your bank"),
    "refund-retried": mark("Money back sent again"),
    "credit-issued": mark("Gift card or store credit"),
    "order-scheduled": mark("Order for later"),
    "order-accepted": mark("Order accepted"),
    "order-ready": mark("Order ready"),
    "order-on-its-way": mark("Order on its way"),
    "order-arrived": mark("Courier at the door"),
    "order-rejected": mark("Order not taken"),
    "order-cancelled": mark("Order cancelled"),
    "order-delivery-failed": mark("Order could not be delivered"),
    "order-returned": mark("Order back at the store"),
    "order-completed": mark("Order handed over"),
    "order-attention": mark("Order that needs somebody"),
    "store-no-courier": mark("Food without a courier"),
    "store-courier-waits": mark("Courier waits for food"),
    "courier-tip": mark("Tip after a delivery"),
    "store-sold-out": mark("Sold out"),
    "store-week": mark("Figures of the week"),
    "second-person-wanted": mark("A second person is wanted"),
    "cash-differs": mark("Cash differs"),
    "store-digest": mark("News of your stores, once a day"),
}
"""The names of kinds in the settings."""


def name_of(kind: str) -> str:
    """The translated name of a kind in the settings: "Order on its way"."""
    return gettext(NAMES[kind]) if kind in NAMES else kind.replace("-", " ").capitalize()
