"""What a platform needs before its programs start: tables, static files, the demo city. Made once, then looked for."""

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dominos.development.state import ROOT, State

# A city that was loaded by hand stays.
DEMO_COMMANDS: tuple[tuple[str, str, list[str]], ...] = (
    ("load_city", "loading the city", ["--keep"]),
    ("seed", "loading the demo data", []),
)
FILLED = ("users.User", "stores.Store", "menu.StoreMenu", "geo.City", "geo.DeliveryZone", "delivery.Courier")
"""Of what the demo has there is something in each of these."""
REMEMBERED = "prepared"


def prepare(seed: bool) -> None:
    """Prepares what this code and this database lack; progress is printed."""
    from django.core.management import CommandError

    state, wanted = State(), _fingerprint(seed)
    try:
        if state.read(REMEMBERED) != wanted or not _is_there(seed):
            state.forget(REMEMBERED)
            _prepare_all(seed)
            state.write(REMEMBERED, wanted)
    except CommandError as error:
        sys.exit(f"CommandError: {error}")


def _prepare_all(seed: bool) -> None:
    from django.core.management import call_command, get_commands

    with _step("migrating the database"):
        call_command("migrate", verbosity=0, interactive=False)
    with _step("collecting static files"):
        call_command("collectstatic", verbosity=0, interactive=False)
    for command, progress, options in DEMO_COMMANDS:
        if seed and command in get_commands():
            with _step(progress):
                call_command(command, *options)


def _fingerprint(seed: bool) -> dict[str, object]:
    """Which code prepared what: another one of any of them prepares again."""
    from django.conf import settings

    digest = hashlib.sha256()
    for path in sorted(path for top in ("apps", "dominos") for path in (ROOT / top).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            seen = path.stat()
            digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    known = settings.DATABASES["default"]
    database = [str(known[part]) for part in ("HOST", "PORT", "NAME")]
    where = [database, str(settings.STATIC_ROOT), str(settings.DATA_DIR), settings.ENABLED_APPS, seed]
    return {"code": digest.hexdigest(), "where": where}


def _is_there(seed: bool) -> bool:
    """Whether the files are there, and the database has every migration and, if wanted, the demo; two statements."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    folders = [settings.DATA_DIR, settings.STATIC_ROOT]
    try:
        return (
            all(Path(folder).is_dir() for folder in folders) and _is_migrated() and (not seed or _is_seeded())
        )
    except DatabaseError:
        return False
    finally:
        connection.close()


def _is_migrated() -> bool:
    from django.apps import apps
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    folders = ((config.label, Path(config.path) / "migrations") for config in apps.get_app_configs())
    return {(app, file.stem) for app, folder in folders for file in folder.glob("[0-9]*.py")} <= applied


def _is_seeded() -> bool:
    from django.apps import apps
    from django.conf import settings
    from django.db import connection

    tables = [
        apps.get_model(name)._meta.db_table
        for name in FILLED
        if name.partition(".")[0] in settings.ENABLED_APPS
    ]
    if not tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + " AND ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables)  # noqa: S608
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _step(name: str) -> Iterator[None]:
    started = time.monotonic()
    _say(f"{name} ...")
    yield
    _say(f"{name}: done in {time.monotonic() - started:.1f} s")


def _say(line: str) -> None:
    sys.stdout.write(f"[up] {line}\n")
    sys.stdout.flush()
