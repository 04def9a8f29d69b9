"""Compares a delivery provider's statement with the fees that were booked for its jobs. Amounts in minor units."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from uuid import UUID

from apps.payments.domain.accounts import Account, EntryKind
from apps.payments.ledger.journal import key_of_fee
from apps.payments.models.journal import Posting

COLUMNS = ("job_id", "fee", "currency")
MAX_LINES, MAX_DIGITS, BATCH = 100_000, 9, 500


class NotAStatement(ValueError):
    """The file does not read as one; says which line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a job costs, by the statement or by the ledger, and the provider whose it is in the ledger."""

    fee: int
    currency: str
    provider: str

    def __str__(self) -> str:
        return f"{self.fee} {self.currency}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as the other side has it; `line` is the statement's, None for what it lacks."""

    job_id: UUID
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A provider's statement: what it wants for each job, on which line, and the jobs it lists again."""

    provider: str
    lines: Mapping[UUID, tuple[int, Line]]
    again: tuple[Difference, ...]


def read_statement(provider: str, text: Iterable[str]) -> Statement:
    """The statement of a CSV file with the `COLUMNS`; others are passed over. NotAStatement, by line."""
    rows = csv.DictReader(text)
    try:
        return _statement(provider, rows)
    except csv.Error as error:
        raise NotAStatement(f"line {rows.reader.line_num}: {error}") from error


def _statement(provider: str, rows: "csv.DictReader[str]") -> Statement:
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise NotAStatement(f"line 1: no column {', '.join(missing)}")
    lines: dict[UUID, tuple[int, Line]] = {}
    again = []
    for row in rows:
        if (number := rows.line_num) > MAX_LINES:
            raise NotAStatement(f"more than {MAX_LINES} lines")
        job_id, line = _read(provider, number, row)
        if job_id in lines:
            again.append(Difference(job_id, f"listed again, on line {lines[job_id][0]} before", number))
        else:
            lines[job_id] = number, line
    return Statement(provider, lines, tuple(again))


def _read(provider: str, number: int, row: Mapping[str, str | None]) -> tuple[UUID, Line]:
    job, fee, currency = ((row[name] or "").strip() for name in COLUMNS)
    wrong = f"no job, fee in minor units and currency: {job[:40]!r}, {fee[:20]!r}, {currency[:10]!r}"
    try:
        job_id = UUID(job)
    except ValueError:
        job_id = None
    if (
        job_id is None
        or not (fee.isascii() and fee.isdigit() and len(fee) <= MAX_DIGITS)
        or len(currency) != 3
    ):
        raise NotAStatement(f"line {number}: {wrong}")
    return job_id, Line(int(fee), currency.upper(), provider)


def compare(statement: Statement, first: date, last: date) -> Iterator[Difference]:
    """What differs: of each job on the statement, whenever it was booked, and of each booked on these days (UTC).

    A job that cost nothing has no entry, and need not be on a statement.
    """
    yield from statement.again
    for batch in batched(statement.lines.items(), BATCH, strict=False):
        booked = _booked(entry__key__in=[key_of_fee(job_id) for job_id, _ in batch])
        for job_id, (number, told) in batch:
            if why := _difference(told, booked.get(job_id)):
                yield Difference(job_id, why, number)
    for job_id, ours in _booked_on(statement.provider, first, last).items():
        if job_id not in statement.lines:
            yield Difference(job_id, f"booked {ours}, not on the statement")


def _difference(told: Line, ours: Line | None) -> str:
    if ours is None:
        return f"{told} on the statement, never booked" if told.fee else ""
    if ours.provider != told.provider:
        return f"{told} on the statement, booked for {ours.provider}"
    return "" if ours == told else f"{told} on the statement, booked {ours}"


def _booked_on(provider: str, first: date, last: date) -> Mapping[UUID, Line]:
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    return _booked(entry__provider=provider, entry__posted_at__gte=begin, entry__posted_at__lt=end)


def _booked(**which: object) -> Mapping[UUID, Line]:
    fees = Posting.objects.filter(entry__kind=EntryKind.PROVIDER_FEE, account=Account.PROVIDER_FEES, **which)
    rows = fees.order_by("entry__posted_at", "id")
    found = rows.values_list("entry__key", "amount", "entry__currency", "entry__provider")
    return {
        UUID(key.partition(":")[0]): Line(amount, currency, provider)
        for key, amount, currency, provider in found
    }
