"""Pytest plugin: gives a test run its servers, and each of its processes a database and a Redis of its own.

The controlling process starts the embedded servers (or takes those of `DATABASE_URL` and `REDIS_URL`) before
Django reads its settings; the workers of xdist inherit them. Runs side by side share the servers: each leases
a slot. `DOMINOS_TEST_DB` names the test database instead of the slot; with `DOMINOS_KEEP_SERVERS` the servers
keep running.
"""

import fcntl
import gc
import os
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
import redis

from dominos.development import State, environment, release
from dominos.development.state import ROOT

SLOTS = 32
WORKERS_PER_SLOT = 16
DATABASES_OF_FOREIGN_REDIS = 16

EXCUSES = (
    "beside the project",  # public data, which is not ours to give away
    "where the users are",
    "are the users app's",
    "needs a key that starts with",
    "no promtool",  # Debian has it, others may not
    "no Debian package rabbitmq-server",  # a broker that is only an alternative, and no small one to fetch
)
"""What the reasons say that a test may be left out for anywhere."""

YOUNG_OBJECTS = 50_000
"""So many new objects until the collector looks for cycles; Python's own number has it look twenty times as often."""

QUICK_HASHES = {"time_cost": 1, "memory_cost": 8}
"""Passes, and KiB of memory: a hash takes 25 ms of a core with those that keep passwords."""

_own = State()
_state = _own if _own.is_for_tests else State(_own.folder / "test")
_leases: list[int] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Complete the environment before pytest-django loads the settings.

    What is loaded from here on stays to the end: the collector need not look at it again and again.
    """
    gc.disable()
    if "DOMINOS_TEST_SLOT" not in os.environ or "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare_run()
    _prepare_process(os.environ.get("PYTEST_XDIST_WORKER"))
    return (yield)


def pytest_configure() -> None:
    """After tests that commit, empty databases the quick way and keep the connection: it knows their tables by then.

    Passwords are hashed in this process by Argon2 with next to no memory; those that tests start hash as always. The
    certificates that are believed are read once, not for each of the demo's people.
    """
    from django.contrib.auth.hashers import get_hasher
    from django.test import TransactionTestCase

    from dominos.kernel.testing.database_cleanup import empty_database

    private = pytest.MonkeyPatch()  # which fails once a name is gone
    private.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
    private.setattr(TransactionTestCase, "_should_reload_connections", lambda _: False)
    transports: Any = import_module("httpx._transports.default")
    private.setattr(transports, "create_ssl_context", cache(transports.create_ssl_context))
    hasher: Any = type(get_hasher())
    params = hasher.params
    private.setattr(hasher, "params", lambda own: replace(params(own), **QUICK_HASHES))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From here on the collector looks for what tests leave behind, and passes over all that was loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None]:
    """A fixture that outlives its test does not let others at the database that ask for none."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    before = BaseDatabaseWrapper.ensure_connection
    value = yield
    if fixturedef.scope != "function" and BaseDatabaseWrapper.ensure_connection != before:
        fixturedef.finish(request)  # type: ignore[arg-type]
        raise AssertionError(f"{fixturedef.argname} leaves the database open to tests without its mark")
    return value


@pytest.fixture(scope="session", autouse=True)
def answers_are_documented() -> Iterator[None]:
    """What a test client is answered, and a websocket sends, has to be what the documents say."""
    from dominos.kernel.testing.documented import held_to
    from dominos.kernel.testing.documented_frames import frames_held_to

    with held_to(ROOT / "docs" / "openapi.yaml"), frames_held_to(ROOT / "docs" / "asyncapi.yaml"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a check is not left out without anybody noticing."""
    report = yield
    if report.skipped and os.environ.get("CI") and not is_excused(str(report.longrepr)):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was left out, and CI leaves nothing out: {report.longrepr}"
    return report


def is_excused(reason: str) -> bool:
    """Whether a test may be left out everywhere: for what no checkout has, or an app that does not run here."""
    return any(excuse in reason for excuse in EXCUSES)


def pytest_unconfigure() -> None:
    """Give the slot back and stop the servers if this run was their last user."""
    while _leases:
        os.close(_leases.pop())
        release(_state)


def _prepare_run() -> None:
    slot = _lease_slot()
    os.environ.update(
        environment(_state)
        | {"DOMINOS_ENV": "test", "DISPATCH": "inline"}
        | {"DOMINOS_TEST_SLOT": str(slot), "DOMINOS_TEST_RUN": uuid4().hex}
    )
    os.environ["DOMINOS_TEST_REDIS_DATABASES"] = str(_redis_databases(os.environ["REDIS_URL"]))
    suffix = os.environ.get("DOMINOS_TEST_DB") or (str(slot) if slot else "")
    if suffix:
        url = urlsplit(os.environ["DATABASE_URL"])
        os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"{url.path}_{suffix}"))


def _prepare_process(worker: str | None) -> None:
    """Give this process its Redis database and data folder; pytest-django names its PostgreSQL database."""
    slot = int(os.environ["DOMINOS_TEST_SLOT"])
    index = slot * WORKERS_PER_SLOT + (int(worker.removeprefix("gw")) + 1 if worker else 0)
    database = index % int(os.environ["DOMINOS_TEST_REDIS_DATABASES"])
    os.environ["REDIS_URL"] = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{database}"))
    os.environ["REDIS_PREFIX"] = f"dominos-test-{index}"
    os.environ["DATA_DIR"] = str(_state.subfolder(f"data/{index}"))
    _state.subfolder(f"data/{index}/static")


def _redis_databases(url: str) -> int:
    with redis.from_url(url) as client:
        try:
            return int(client.config_get("databases")["databases"])
        except redis.ResponseError:  # a managed server tells nobody
            return DATABASES_OF_FOREIGN_REDIS


def _lease_slot() -> int:
    _state.subfolder("slots")
    for slot in range(SLOTS):
        descriptor = _state.open_lock(f"slots/{slot}")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        _leases.append(descriptor)
        return slot
    raise pytest.UsageError(f"{SLOTS} test runs are under way in this folder")
