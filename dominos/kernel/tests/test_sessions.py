"""What connections to PostgreSQL ask for, and how migrations wait for locks."""

import os
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from dominos.kernel.postgres.base import IDLE_SECONDS
from dominos.kernel.postgres.schema_changes import remember_search_path, with_lock_retries
from dominos.kernel.postgres.sessions import PLANNED_ONCE, TIMEOUTS, connection_options, timeouts_of

SEARCH_PATH, LIMITS = "-c search_path=public,orders", "-c statement_timeout=15000 -c lock_timeout=5000"
SHOWN = "from django.db import connection as c; cursor = c.cursor()\n" + "\n".join(
    f"cursor.execute('SHOW {name}'); print(cursor.fetchone()[0])"
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "search_path")
)


def options(given=None, role="web", is_pooled=False):
    return connection_options(
        given or {}, role=role, schemas=["orders"], timeouts=timeouts_of(role), is_pooled=is_pooled
    )


def test_every_program_has_time_outs():
    for role in set(TIMEOUTS) - {"migrate"}:
        limits = timeouts_of(role)
        assert min(limits.connect, limits.statement, limits.lock, limits.idle_in_transaction) > 0, role
    assert 0 < timeouts_of("migrate").lock < timeouts_of("web").statement


def test_what_the_url_asks_for_is_added_and_wins():
    ours = options()
    ends = f"-c idle_in_transaction_session_timeout=30000 {PLANNED_ONCE}"
    assert ours["options"] == f"{SEARCH_PATH} {LIMITS} {ends}"
    assert (ours["connect_timeout"], ours["application_name"]) == (3, "dominos web")
    theirs = options({"options": "-c lock_timeout=1", "sslmode": "require", "connect_timeout": 9})
    assert theirs["options"] == f"{ours['options']} -c lock_timeout=1"
    assert (theirs["sslmode"], theirs["connect_timeout"]) == ("require", 9)


@pytest.mark.parametrize("role", ["web", "realtime", "internal"])
def test_a_pooler_is_sent_no_start_up_option_that_it_refuses(role):
    taken = {
        "connect_timeout",
        "application_name",
        "tcp_user_timeout",
    }  # libpq's own, and one that poolers track
    assert set(options(role=role, is_pooled=True)) - taken == {
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
    }


def session(role, **variables):
    """What a program of this role is told of its session."""
    code = f"import django; django.setup()\n{SHOWN}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dominos.settings",
        "DOMINOS_ROLE": role,
        **variables,
    }
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout.splitlines()


@pytest.mark.slow
def test_a_session_is_held_to_them_and_a_setting_changes_each():
    changed = {
        "DATABASE_STATEMENT_TIMEOUT": "7",
        "DATABASE_LOCK_TIMEOUT": "0.5",
        "DATABASE_IDLE_TIMEOUT": "9",
    }
    url = urlsplit(os.environ["DATABASE_URL"])._replace(
        path="/postgres", query="options=-c%20lock_timeout%3D250"
    )
    statement, lock, idle, path = session("web", DATABASE_URL=urlunsplit(url), **changed)
    assert (statement, lock, idle) == ("7s", "250ms", "9s")
    assert path.split(",")[0] == "public"
    assert "payments" in path


@pytest.fixture
def other():
    """Another program's connection to the test database."""
    with psycopg.connect(
        **{k: v for k, v in connection.get_connection_params().items() if k in CONNECT}
    ) as one:
        yield one


CONNECT = ("dbname", "user", "password", "host", "port")


@pytest.mark.django_db(transaction=True)
def test_a_migration_lets_others_by_and_tries_again(other):
    other.execute("CREATE TABLE IF NOT EXISTS public.locked_probe (n int)")
    other.commit()
    other.execute("LOCK TABLE public.locked_probe IN ACCESS SHARE MODE")
    paused, said = [], []

    def change():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
            cursor.execute("DROP TABLE public.locked_probe")

    def pause(seconds):
        paused.append(seconds)
        if len(paused) == 3:
            other.rollback()

    try:
        with_lock_retries(change, attempts=5, say=said.append, pause=pause)
        assert (paused, len(said)) == ([1, 2, 4], 3)
    finally:
        connection.close()


def test_it_gives_up_in_the_end_and_at_once_for_any_other_error():
    def fail():
        raise OperationalError("no room") from psycopg.errors.DiskFull()

    def never():
        raise OperationalError("locked") from psycopg.errors.LockNotAvailable()

    paused = []
    with pytest.raises(OperationalError, match="no room"):
        with_lock_retries(fail, attempts=5, say=paused.append, pause=paused.append)
    assert paused == []
    with pytest.raises(OperationalError, match="locked"):
        with_lock_retries(never, attempts=3, say=str, pause=paused.append)
    assert paused == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_the_search_path_becomes_the_databases_own(other):
    """What a pooler's connection, which may ask for nothing, finds tables by."""
    remember_search_path(connection, ["probe", "orders"])
    try:
        with psycopg.connect(
            **{k: v for k, v in connection.get_connection_params().items() if k in CONNECT}
        ) as bare:
            assert bare.execute("SHOW search_path").fetchone() == ("public, probe, orders",)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" RESET search_path')


@pytest.mark.django_db(transaction=True)
def test_a_session_that_ended_is_replaced_and_a_live_one_is_not_asked(other, monkeypatch):
    used = connections[connection.alias]
    used.ensure_connection()
    first, asked = used.connection.info.backend_pid, []
    monkeypatch.setattr(used, "health_check_enabled", True)
    monkeypatch.setattr(type(used), "is_usable", lambda self: asked.append(1) or False)

    def another_request(seconds_later):
        used.health_check_done, used._checked_at = False, time.monotonic() - seconds_later
        used.close_if_health_check_failed()
        used.ensure_connection()
        used.health_check_enabled = True
        return used.connection.info.backend_pid

    assert (another_request(0), asked) == (first, [])
    other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    second = another_request(0)
    assert (second != first, asked) == (True, [1])
    assert another_request(IDLE_SECONDS) != second
    assert asked == [1, 1]
