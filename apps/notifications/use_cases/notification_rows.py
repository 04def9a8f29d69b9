"""Writes notifications and outgoing messages of a fact in one statement, each once.

Repetitions, late news and refused kinds are decided inside the statement, so that they cost an order no more
than the insert.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from apps.notifications.domain.news import Channel, Consent, SmsBrake
from apps.notifications.models import DigestEntry, Notification, Outgoing, UnusableAddress
from dominos.kernel.postgres.cursors import Rows, unawaited_cursor
from dominos.kernel.prepared_writes import row_values

_SHOWN = """NOT %s::bool OR NOT EXISTS (SELECT FROM notifications_notification n
 WHERE n.subject_id = %s AND n.user_id = %s AND n.step > %s)"""
_USABLE = """NOT EXISTS (SELECT FROM notifications_unusableaddress u
 WHERE u.channel = %s AND u.address_mark = ANY(%s))"""
_WANTED = """COALESCE((SELECT c.is_wanted FROM notifications_choice c
 WHERE c.user_id = %s AND c.kind = %s AND c.channel = %s), %s::bool)"""
_UNBRAKED = """(SELECT count(*) < %s AND COALESCE(max(o.created_at) <= %s, true) FROM notifications_outgoing o
 WHERE o.channel = 'sms' AND o.address = %s AND o.subject_id = %s AND o.kind = %s)"""
_BROWSERS = "notifications_subscription s"
_BROWSER_ID = "(%s || substr(md5(%s || s.id::text), 1, 16))::uuid"


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the statement: what it inserts `FROM source WHERE condition`, with all values in order."""

    text: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """Which browsers: of one person, those that show a store's notifications, or all of an audience; in one
    language, or all.
    """

    user_id: UUID | None = None
    store_id: UUID | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listening:
    """Browsers that are told in their own language: `news` is what they hear in it, made only where one has it."""

    whose: Whose
    audience: str
    news: Callable[[str], Part]


@dataclass(frozen=True, slots=True)
class Written:
    """The number of newly inserted rows by part, and the number of unread notifications before."""

    counts: Mapping[str, int]
    unread: int = 0


def write(
    parts: Mapping[str, Part],
    then: Callable[[Written], None],
    *,
    unread_of: UUID | None = None,
    listening: Listening | None = None,
) -> None:
    """Writes all parts in one statement, which also counts what this person has not read. `then` takes what came of it.

    It finds the languages of those who listen, too: most stores have no browser that does. What is told in each
    language is rendered and written by a second statement.
    """

    def take(rows: Rows) -> None:
        ((*counts, unread, languages),) = rows
        written = Written(dict(zip(parts, counts, strict=True)), unread)
        if listening and languages:
            told = {f"{Channel.PUSH} {language}": listening.news(language) for language in languages}
            write(told, lambda pushed: then(Written({**written.counts, **pushed.counts}, unread)))
        else:
            then(written)

    values = [value for part in parts.values() for value in part.values]
    values += [unread_of] if unread_of else []
    listeners, listening_values = _chosen(listening.whose, listening.audience) if listening else ("", [])
    with unawaited_cursor(take) as cursor:
        texts = tuple(part.text for part in parts.values())
        cursor.execute(_together(texts, unread_of is not None, listeners), [*values, *listening_values])


def shown(row: Notification, *, passing: bool) -> Part:
    """In the app, unless it is passing and the person was already notified of a later step."""
    values = [*row_values(row), passing, row.subject_id, row.user_id, row.step]
    return Part(_inserting(Notification, _SHOWN), values)


def addressed(row: Outgoing, consent: Consent, *, by_default: bool, brake: SmsBrake | None = None) -> Part:
    """By mail or SMS, unless the address is suppressed, the person refused the kind, or there were enough SMS."""
    condition, values = _USABLE, [*row_values(row), row.channel, marks_of(row.address)]
    if not by_default or consent is not Consent.NOT_ASKED:
        condition = f"{condition} AND {_WANTED}"
        values += _choice(row, consent, by_default)
    if brake is not None:
        condition = f"{condition} AND {_UNBRAKED}"
        values += [brake.most, row.created_at - brake.pause, row.address, row.subject_id, row.kind]
    return Part(_inserting(Outgoing, condition), values)


def instead(row: Outgoing, mailbox: str) -> Part:
    """By SMS, if the mailbox is suppressed."""
    values = [*row_values(row), row.channel, marks_of(row.address), Channel.MAIL, marks_of(mailbox)]
    return Part(_inserting(Outgoing, f"{_USABLE} AND NOT {_USABLE}"), values)


def marks_of(address: str) -> list[str]:
    """The digests by which a suppressed address is found."""
    column: Any = UnusableAddress._meta.get_field("address_mark")
    return list(column.marks_of(address))


def to_browsers(row: Outgoing, audience: str, consent: Consent, *, whose: Whose) -> Part:
    """To each of these browsers subscribed for the audience. `row.id` is the fact's."""
    first, rest = row.id.hex[:16], f"{row.id}{row.kind}"
    columns = [column.attname for column in Outgoing._meta.concrete_fields]
    own = {"id": _BROWSER_ID, "address": "s.id::text"} | ({} if whose.user_id else {"user_id": "s.user_id"})
    values = [value for name, value in zip(columns, row_values(row), strict=True) if name not in own]
    conditions, chosen = _chosen(whose, audience)
    values = [first, rest, *values, *chosen]
    if consent is not Consent.NOT_ASKED:
        conditions, values = f"{conditions} AND {_WANTED}", [*values, *_choice(row, consent, True)]
    return Part(_inserting(Outgoing, conditions, _BROWSERS, tuple(own.items())), values)


def to_digests(row: DigestEntry) -> Part:
    """For the next digest of everybody who chose the kind. `row.id` is the fact's."""
    first, rest = row.id.hex[:16], f"{row.id}{row.kind}"
    own = {"id": "(%s || substr(md5(%s || d.user_id::text), 1, 16))::uuid", "user_id": "d.user_id"}
    columns = [column.attname for column in DigestEntry._meta.concrete_fields]
    values = [value for name, value in zip(columns, row_values(row), strict=True) if name not in own]
    wanted = "%s = ANY(d.store_ids) AND %s = ANY(d.kinds)"
    source = "notifications_digest d"
    return Part(
        _inserting(DigestEntry, wanted, source, tuple(own.items())),
        [first, rest, *values, row.store_id, row.kind],
    )


def _chosen(whose: Whose, audience: str) -> tuple[str, list[Any]]:
    """The condition that finds these browsers, with its values."""
    wanted = {
        "audience": audience,
        "user_id": whose.user_id,
        "store_id": whose.store_id,
        "locale": whose.language,
    }
    given = {column: one for column, one in wanted.items() if one is not None}
    return " AND ".join(f"s.{column} = %s" for column in given), list(given.values())


def _choice(row: Outgoing, consent: Consent, by_default: bool) -> list[Any]:
    return [row.user_id, row.kind, row.channel, by_default and consent is not Consent.MUST_AGREE]


@cache
def _inserting(
    model: type[Model], condition: str, source: str = "(SELECT) one", own: tuple[tuple[str, str], ...] = ()
) -> str:
    """INSERT of a row of all columns, in which those in `own` are computed; what is there already stays."""
    columns, computed = model._meta.concrete_fields, dict(own)
    names = ", ".join(f'"{column.column}"' for column in columns)
    given = ", ".join(computed.get(c.attname, f"%s::{c.db_type(connection)}") for c in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {given} FROM {source}'  # noqa: S608 - names of ours
        f" WHERE {condition} ON CONFLICT DO NOTHING RETURNING 1"
    )


@cache
def _together(texts: tuple[str, ...], counts_unread: bool, listeners: str) -> str:
    written = ", ".join(f"w{n} AS ({text})" for n, text in enumerate(texts))
    found = [f"(SELECT count(*) FROM w{n})" for n in range(len(texts))]  # noqa: S608
    unread = "(SELECT count(*) FROM notifications_notification WHERE user_id = %s AND read_at IS NULL)"
    languages = f"ARRAY(SELECT DISTINCT s.locale FROM {_BROWSERS} WHERE {listeners})"  # noqa: S608
    found += [unread if counts_unread else "0", languages if listeners else "NULL"]
    return f"{'WITH ' if written else ''}{written} SELECT {', '.join(found)}"
