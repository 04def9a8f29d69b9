"""Databases of a test run: made once by whichever process asks first, and copied by all.

Migrating takes seconds, filling the demo city more; a copy takes a tenth of one.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from dominos.development.state import State
from dominos.kernel.ttl_cache import clear_all


def migrated() -> str:
    """The name of a database with all tables and no rows but those of migrations. Not to be written to."""
    return _made_once("migrated", lambda: _command("migrate"))


def demo_city() -> str:
    """The name of a database of the demo city: map, stores, menu, people. Not to be written to, but to be copied.

    Its road graphs are laid where this process looks for them.
    """
    graphs = _folder() / "graphs"

    def fill() -> None:
        with override_settings(DATA_DIR=graphs):
            _command("load_city")
            _command("seed")

    name = _made_once("city", fill, of=migrated())
    for graph in (graphs / "geo").iterdir():
        target = Path(settings.DATA_DIR) / "geo" / graph.name
        if not target.exists():
            shutil.copytree(graph, target, symlinks=True)
    return name


@contextmanager
def copy_of(template: str, purpose: str) -> Iterator[str]:
    """A copy of this process's own to be written to, dropped in the end. Gives its name."""
    name = f"{connection.settings_dict['NAME']}_{purpose}"
    _create(name, template)
    try:
        yield name
    finally:
        _in_postgres(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def kept[T](resource: AbstractContextManager[T], blocker: Any) -> Iterator[T]:
    """A resource over several tests: it has the database to begin and to end, and gives it to no test in between.

    The blocker is pytest-django's.
    """
    with ExitStack() as stack:
        with blocker.unblock():
            value = stack.enter_context(resource)
        try:
            yield value
        finally:
            with blocker.unblock():
                stack.close()


@contextmanager
def using(database: str) -> Iterator[None]:
    """Makes every thread of this process talk to another database; an open transaction of this one waits."""
    before, configured = connections["default"], connections.settings["default"]
    name, configured["NAME"] = configured["NAME"], database
    connections["default"] = connections.create_connection("default")
    clear_all()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], configured["NAME"] = before, name
        clear_all()


def _made_once(purpose: str, fill: Callable[[], None], of: str = "template1") -> str:
    """The database of this purpose, filled if no process of this run has done so; others wait meanwhile."""
    run, slot = os.environ["DOMINOS_TEST_RUN"], os.environ["DOMINOS_TEST_SLOT"]
    name = f"dominos_template_{slot}_{purpose}"
    with (_folder() / name).open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if note.read() != run:
            _create(name, of)
            with using(name):
                fill()
            note.truncate(0)
            note.write(run)
    return name


def _create(name: str, template: str) -> None:
    _in_postgres(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _in_postgres(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _folder() -> Path:
    """One for each slot: runs side by side do not share."""
    return State(Path(settings.DATA_DIR).parent).subfolder(f"templates-{os.environ['DOMINOS_TEST_SLOT']}")


def _command(name: str) -> None:
    call_command(name, stdout=StringIO(), verbosity=0)


def _in_postgres(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
