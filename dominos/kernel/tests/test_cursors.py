"""Statements that a session keeps prepared: what is sent, what comes back, and that there is one of each text."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, NotSupportedError, OperationalError, connection, transaction
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from dominos.kernel.postgres import cursors, pipeline
from dominos.kernel.postgres.adapters import adapters_of
from dominos.kernel.postgres.cursors import prepared_cursor, unawaited_cursor
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db

SOME_ID = UUID("0192a000-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 29, 23, 5, 0, 120, UTC)


class Kind(StrEnum):
    LARGE = "large"


def asked(text, *values):
    with prepared_cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("uuid", SOME_ID, SOME_ID),
        ("uuid", UUID(int=1), UUID(int=1)),
        ("bigint", 2**40, 2**40),
        ("integer", -5, -5),
        ("boolean", False, False),
        ("numeric", Decimal("1.50"), Decimal("1.50")),
        ("double precision", 0.1, 0.1),
        ("date", date(2026, 2, 28), date(2026, 2, 28)),
        ("timestamptz", AT, AT),
        ("timestamptz", AT.astimezone(timezone(timedelta(hours=2))), AT),
        ("text", "it's \\ 100 %", "it's \\ 100 %"),
        ("text", Kind.LARGE, "large"),
        ("text", None, None),
        ("bytea", b"\0\xff", b"\0\xff"),
        ("text[]", ["a,b", 'c"d', None], ["a,b", 'c"d', None]),
        ("uuid[]", [SOME_ID], [SOME_ID]),
        ("uuid[]", [], []),
        ("jsonb", Jsonb({"a": None}), '{"a": null}'),
    ],
)
def test_values_come_back_as_they_were_sent(kind, value, read):
    assert asked(f"SELECT %s::{kind}", value) == read


@pytest.mark.parametrize("text", ["%s::text", "'{}'::jsonb ->> 'id' = %s", "'a' = %s"])
def test_an_id_is_never_taken_as_a_text(text):
    with pytest.raises(AssertionError, match="an id is taken as a text"):
        asked(f"SELECT {text}", SOME_ID)


def test_a_text_is_not_cut_off_at_what_no_text_holds():
    with pytest.raises(DataError, match="NUL"):
        asked("SELECT %s::text", "a\0b")


def test_values_may_have_names_which_stand_in_a_statement_more_than_once():
    text = "SELECT %(a)s::int + %(b)s::int * %(a)s::int || '100%%'"
    with prepared_cursor() as cursor:
        cursor.execute(text, {"b": 3, "a": 2, "unused": 1})
        assert cursor.fetchone() == ("8100%",)


def test_a_text_is_prepared_once_whatever_its_values_are():
    text = "SELECT coalesce(%s::bigint, 0)::text || coalesce(%s::text, 'none')"
    for first, second in ((1, None), (2**40, str(SOME_ID)), (None, "x"), (True and 3, AT)):
        asked(text, first, second)
    kept = (
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT coalesce($1::bigint, 0)%%'"
    )
    assert asked(kept) == 1


def test_instants_are_in_utc_whatever_statement_reads_them():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-29 23:05:00.00012+00'::timestamptz")
        (plain,) = cursor.fetchone()
    assert plain == asked("SELECT %s::timestamptz", AT) == AT
    assert plain.tzinfo is UTC
    assert adapters_of(UTC) is adapters_of(UTC)


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_made_anew_when_a_migration_changes_what_it_reads():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE named AS SELECT 'abc'::varchar(3) AS name")
        assert asked("SELECT name FROM named") == "abc"
        cursor.execute("ALTER TABLE named ALTER COLUMN name TYPE varchar(5)")
        assert asked("SELECT name FROM named") == "abc"
        cursor.execute("ALTER TABLE named ALTER COLUMN name TYPE varchar(7)")
    for _ in range(2):
        with suppress(NotSupportedError), transaction.atomic():
            assert asked("SELECT name FROM named") == "abc"
            break
    else:
        pytest.fail("the undone transaction has not forgotten the plan")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE named")


@pytest.fixture
def noted():
    """A table of one session, without equal numbers; gives what stands in it by a cursor of the driver's."""

    def numbers():
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM noted ORDER BY number")
            return [number for (number,) in cursor.fetchall()]

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE noted (number int PRIMARY KEY)")
    yield numbers
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS noted")


def note(*numbers):
    for number in numbers:
        with unawaited_cursor() as cursor:
            cursor.execute("INSERT INTO noted VALUES (%s)", [number])


@pytest.mark.django_db(transaction=True)
def test_what_nobody_waits_for_goes_with_the_next_statement_whichever_cursor_sends_it(noted):
    with transaction.atomic():
        note(1, 2)
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE, "it was waited for"
        assert asked("SELECT count(*) FROM noted") == 2
        note(3)
        assert noted() == [1, 2, 3]
        note(4)
    assert noted() == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_waits_is_sent_before_its_name_is_given_up(noted, monkeypatch):
    monkeypatch.setattr(cursors, "KEPT", 1)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    delattr(connection.connection, cursors.KEPT_AS)
    with transaction.atomic():
        note(1)
        assert asked("SELECT 5") == 5
        assert asked("SELECT 6") == 6
    assert noted() == [1]


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_it_is_raised_by_the_commit_which_undoes_all(noted):
    with pytest.raises(IntegrityError), transaction.atomic():
        note(1, 1, 2)
    assert noted() == []
    with suppress(ZeroDivisionError), transaction.atomic():
        note(3)
        raise ZeroDivisionError
    assert noted() == []


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_at_once_where_a_part_may_be_undone_alone(noted):
    with transaction.atomic():
        note(1)
        with pytest.raises(IntegrityError), transaction.atomic():
            note(1)
        note(2)
    note(3)
    assert noted() == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_connection_with_half_of_the_answers_is_ended(noted, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(OperationalError), transaction.atomic():
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(pipeline, "wait", interrupted)
            asked("SELECT 1")
        asked("SELECT 1")
    connection.close()
    assert asked("SELECT 2") == 2


@pytest.mark.django_db(transaction=True)
def test_a_result_is_given_to_who_takes_it_before_the_commit_and_never_after_it_was_undone(noted):
    taken = []

    def take_and_note(rows):
        taken.extend(rows)
        with unawaited_cursor(taken.extend) as cursor:
            cursor.execute("INSERT INTO noted VALUES (9) RETURNING number")

    def note_and_take():
        with unawaited_cursor(take_and_note) as cursor:
            cursor.execute("INSERT INTO noted VALUES (1) RETURNING number")

    with suppress(ZeroDivisionError), unit_of_work("probe"):
        note_and_take()
        assert asked("SELECT count(*) FROM noted") == 1
        raise ZeroDivisionError
    with unit_of_work("probe"):
        note_and_take()
        assert taken == []
    assert taken == [(1,), (9,)]
    assert noted() == [1, 9]
