"""Sends outgoing messages: claim, send outside any transaction, record the outcome."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet

from apps.notifications.domain.news import KINDS, Channel, Consent, Urgency
from apps.notifications.domain.postings import (
    NotTaken,
    Outcome,
    Posting,
    Provider,
    Send,
)
from apps.notifications.domain.quiet_hours import quiet_until
from apps.notifications.domain.sms import sms_text
from apps.notifications.models import Notification, Outgoing, QuietHours
from apps.notifications.queries import unsubscribe_url
from apps.notifications.sending.channels import providers_of
from apps.notifications.sending.failures import BACKOFF, is_urgent, record_failure, record_refusal
from apps.orders.contract.links import map_picture
from dominos.kernel.clock import now, seconds
from dominos.kernel.lanes import work_in
from dominos.kernel.leases import claim, work_off_together
from dominos.kernel.resilience.breakers import Breaker, breaker
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

# What goes out is being sent for less than this; a sender that is silent for longer has died.
LEASE = timedelta(seconds=60)
BATCH = 25
MAX_SMS, SMS_PERIOD = 10, timedelta(days=1)
"""To one number: a stranger's, who was named as somebody's, is not flooded, and nobody earns by it."""
BATCH_OF_SMS = MAX_SMS
"""Fewer, since what a batch sends is counted once it is recorded."""
MAX_FAILURES, REST_SECONDS = 3, 30
"""After so many in a row a provider is left alone for the rest of the batch, and by this process for so long: each
posting that waits for one that hangs holds up all that follow.
"""


def due(*channels: Channel) -> QuerySet[Outgoing]:
    """The messages to send now, by these channels."""
    return _waiting(*channels).filter(due_at__lte=now())


def send(channel: Channel) -> None:
    """Sends what is due by the channel; a hanging provider does not block a worker's other channels."""
    work_in(f"send-{channel}", partial(send_due, channel))


def send_due(channel: Channel) -> int:
    """Sends everything due by the channel; returns the number tried. Several senders can share them."""
    return work_off_together(
        partial(_claimed, channel), partial(_send_all, channel), batch=_batch_of(channel)
    )


def _batch_of(channel: Channel) -> int:
    return BATCH_OF_SMS if channel is Channel.SMS else BATCH


def _waiting(*channels: Channel) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(done_at=None, channel__in=channels)


def _claimed(channel: Channel) -> list[Outgoing]:
    """Told with each: whether somebody was told of a later step of the same subject meanwhile."""
    later = Notification.objects.filter(subject_id=OuterRef("subject_id"), step__gt=OuterRef("step"))
    return claim(_waiting(channel).annotate(has_later=Exists(later)), LEASE, batch=_batch_of(channel))


@dataclass
class _Line:
    """A connection to a provider, opened when it is needed, and how often it failed in a row."""

    provider: Provider
    guard: Breaker | None
    failures: int = 0
    send: Send | None = None
    own: ExitStack = field(default_factory=ExitStack)

    def bring(self, posting: Posting) -> None:
        """Sends a message; a broken connection is replaced for the next one. Unavailable while the provider
        is skipped.
        """
        try:
            refusal = self.guard.call(self._refusal, posting) if self.guard else self._refusal(posting)
        except Exception:
            self.failures += 1
            self.send = None
            with suppress(Exception):
                self.own.close()
            raise
        self.failures = 0
        if refusal:
            raise refusal

    def _refusal(self, posting: Posting) -> NotTaken | None:
        """What the provider says against it, which is an answer."""
        if self.send is None:
            self.send = self.own.enter_context(self.provider.opened())
        try:
            self.send(posting)
        except NotTaken as refusal:
            return refusal
        return None


@contextmanager
def _lines(channel: Channel) -> Iterator[list[_Line]]:
    providers = providers_of(channel)
    # Where nobody stands in for it, each posting waits by itself.
    lines = [_Line(each, _guard(each) if len(providers) > 1 else None) for each in providers]
    try:
        yield lines
    finally:
        for line in lines:
            with suppress(Exception):
                line.own.close()


def _guard(provider: Provider) -> Breaker:
    return breaker(f"provider:{provider.name}", failures=MAX_FAILURES, rest=REST_SECONDS)


def _send_all(channel: Channel, rows: Sequence[Outgoing]) -> None:
    """What is not begun within half of the lease is left to whoever claims it next."""
    until = seconds() + LEASE.total_seconds() / 2
    done: dict[Outcome, list[UUID]] = {}
    untried: list[UUID] = []
    with _lines(channel) as lines:
        for row in _not_in_quiet_hours(rows):
            if seconds() >= until or _nobody_answers(lines):
                untried.append(row.id)
            elif (outcome := _outcome(row, lines)) is not None:
                done.setdefault(outcome, []).append(row.id)
        _give_back(untried, BACKOFF.after(1) if _nobody_answers(lines) else timedelta())
    if done:
        with unit_of_work("notifications"):
            for outcome, ids in done.items():
                Outgoing.objects.filter(id__in=ids).update(
                    done_at=now(), outcome=outcome, text="", link="", error=""
                )


def _nobody_answers(lines: Sequence[_Line]) -> bool:
    """Whether all providers there are were asked in vain, so that the rest of the batch is not tried."""
    return bool(lines) and all(line.failures >= MAX_FAILURES for line in lines)


def _give_back(ids: Sequence[UUID], pause: timedelta) -> None:
    """What was claimed and not tried is due again; the claim is no attempt."""
    if ids:
        with unit_of_work("notifications"):
            Outgoing.objects.filter(id__in=ids).update(due_at=now() + pause, attempts=F("attempts") - 1)


def _not_in_quiet_hours(rows: Sequence[Outgoing]) -> Iterator[Outgoing]:
    """The rows, without those whose person is not to be disturbed now by what can wait: these are due later."""
    waits = [row for row in rows if KINDS.get(row.kind) and KINDS[row.kind].urgency is Urgency.CAN_WAIT]
    hours = QuietHours.objects.in_bulk([row.user_id for row in waits]) if waits else {}
    for row in rows:
        quiet = hours.get(row.user_id) if row in waits else None
        until = quiet_until(now(), quiet.timezone, quiet.begins, quiet.ends) if quiet else None
        if until is None:
            yield row
        else:
            with unit_of_work("notifications"):
                Outgoing.objects.filter(id=row.id).update(due_at=until, attempts=row.attempts - 1)


def _outcome(row: Outgoing, lines: Sequence[_Line]) -> Outcome | None:
    """What came of it; None where it was recorded, or it is tried again."""
    kind = KINDS.get(row.kind)
    if kind is not None and kind.passing and getattr(row, "has_later", False):
        return Outcome.SUPERSEDED
    if row.expires_at is not None and row.expires_at <= now():
        return Outcome.TOO_LATE
    if row.channel == Channel.SMS and _has_had_enough(row.address):
        return Outcome.TOO_MANY
    try:
        _bring(posting_of(row), lines)
    except NotTaken as error:
        record_refusal(row, error)
        return None
    except Exception as error:
        # Whatever the provider raises (SMTP, sockets, files), it is tried again.
        record_failure(row, error)
        return None
    return Outcome.SENT


def _has_had_enough(number: str) -> bool:
    """Whether the number was sent as many SMS within a day as any may be, whosever news they told."""
    sent = Outgoing.objects.filter(channel=Channel.SMS, address=number, created_at__gt=now() - SMS_PERIOD)
    return sent.filter(outcome=Outcome.SENT).count() >= MAX_SMS


def _bring(posting: Posting, lines: Sequence[_Line]) -> None:
    """By the first provider that answers."""
    error: Exception = ConnectionError("no provider answers")
    for line in lines:
        if line.failures >= MAX_FAILURES:
            continue
        try:
            line.bring(posting)
        except NotTaken:
            raise
        except Exception as failure:
            error = failure
        else:
            return
    raise error


def posting_of(row: Outgoing) -> Posting:
    """The provider's input."""
    kind = KINDS.get(row.kind)
    may_refuse = kind is not None and kind.consent is not Consent.NOT_ASKED
    return Posting(
        id=row.id,
        kind=row.kind,
        address=row.address,
        title=row.title,
        text=row.text if row.channel != Channel.SMS else sms_text(settings.BRAND, row.title, row.link),
        link=row.link,
        locale=row.locale,
        is_urgent=is_urgent(row),
        seconds=max(1, int((row.expires_at - now()).total_seconds())) if row.expires_at else 0,
        unsubscribe=unsubscribe_url(row.user_id, row.kind) if may_refuse else "",
        picture=map_picture(row.link) if kind is not None and kind.has_map and row.link else "",
    )
