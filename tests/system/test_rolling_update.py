"""While a release is rolled out, the code of the one before writes into the tables of the new one."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import NOT_PROVIDED

from dominos.apps_enabled import ROOT

OURS = ("apps.", "dominos.")
COLUMNS = """
import json
from django.apps import apps
print(json.dumps({m._meta.db_table: [f.column for f in m._meta.local_concrete_fields] for m in apps.get_models()}))
"""


def fields():
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith(OURS)]
    return [field for model in models for field in model._meta.local_concrete_fields]


def lacks_default(field):
    """Whether Python fills the column by itself and the database would not."""
    filled = field.has_default() or (field.blank and field.empty_strings_allowed)
    return filled and not (field.null or field.primary_key or field.generated) and not field.has_db_default()


def breaks(before, today):
    """What code with the columns `before` cannot do in the tables of `today`, which say what may be left out."""
    for table, columns in before.items():
        if table not in today:
            yield f"{table} is gone"
            continue
        yield from (f"{table}.{column} is gone" for column in columns if column not in today[table])
        new = today[table].keys() - set(columns)
        yield from (f"{table}.{column} needs a default" for column in sorted(new) if not today[table][column])


def test_the_database_knows_every_default():
    assert len(fields()) > 500
    assert [str(field) for field in fields() if lacks_default(field)] == []


@pytest.mark.parametrize(
    ("today", "problems"),
    [
        ({"t": {"a": False, "b": True}}, []),
        ({"t": {"a": False, "b": True}, "u": {"a": False}}, []),
        ({"t": {"a": False, "b": False}}, ["t.b needs a default"]),
        ({"t": {"b": True}}, ["t.a is gone"]),
        ({}, ["t is gone"]),
    ],
)
def test_what_the_release_before_cannot_do_is_seen(today, problems):
    assert list(breaks({"t": ["a"]}, today)) == problems


@pytest.mark.django_db
def test_the_last_release_works_on_the_tables_of_today(tmp_path):
    """Before the first tag `v...` there is none: then what today's own code writes has to fit."""
    tags = git(
        "tag", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-v:refname", "--list", "v*"
    ).split()
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert not untagged(changes, git("tag", "--list", "v*").split()), "releases without a tag: fetch the tags"
    if not tags:
        before = {f.model._meta.db_table: [] for f in fields()}
        for field in fields():
            before[field.model._meta.db_table].append(field.column)
        assert list(breaks(before, tables())) == []
        return
    unpack(tags[0], tmp_path)
    assert list(breaks(columns_of(tmp_path), tables())) == []
    take_an_order(tmp_path)


def untagged(changes, tags):
    """The releases of the changelog without a tag: the newest may be about to get its, 0.1.0 was installed nowhere."""
    named = re.findall(r"^## \[?(Unreleased|\d[^]\s]*)", changes, re.MULTILINE)
    return [name for name in named[1:] if name != "0.1.0" and f"v{name}" not in tags]


@pytest.mark.parametrize(
    ("headings", "tags", "missing"),
    [
        (["0.1.0"], [], []),
        (["Unreleased", "0.1.0"], [], []),
        (["0.2.0", "0.1.0"], [], []),
        (["Unreleased", "0.2.0", "0.1.0"], [], ["0.2.0"]),
        (["0.3.0", "0.2.0", "0.1.0"], ["v0.2.0"], []),
    ],
)
def test_a_release_without_its_tag_is_seen(headings, tags, missing):
    assert untagged("".join(f"## [{name}] - 2026-11-30\n\n" for name in headings), tags) == missing


AS_TODAY = """
import os, subprocess, sys
from urllib.parse import urlsplit
from django.db import connection
from dominos.development import databases

def command(name, then=databases._command):
    if name != "migrate":
        return then(name)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    today = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(today, cwd=os.environ["TODAY"], env={**os.environ, "DATABASE_URL": url}, check=True)

databases._command = command
"""
"""Has the databases of a test run made by the code of today."""


def take_an_order(folder):
    """Has the code of a release take a whole order, by its own test, in a database of today's on servers of its own."""
    (folder / "as_today.py").write_text(AS_TODAY)
    whole_order = ["tests/system/test_journey.py", "-k", "one_order and local"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "as_today", "-p", "no:cacheprovider", *whole_order]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        command, cwd=folder, env={**kept, "TODAY": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "1 passed" in done.stdout


def unpack(tag, folder):
    """Lays the code of a release into the folder."""
    archive = subprocess.run(["git", "-C", ROOT, "archive", tag], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)


def columns_of(folder):
    """The columns that the code of a release writes."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", COLUMNS]
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)


def git(*words):
    return subprocess.run(["git", "-C", ROOT, *words], check=True, capture_output=True, text=True).stdout


def tables():
    """The columns of the database, and whether an INSERT may leave each out."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, is_nullable = 'YES' OR column_default IS NOT NULL"
            " OR is_identity = 'YES' OR is_generated <> 'NEVER' FROM information_schema.columns"
        )
        for table, column, optional in cursor.fetchall():
            found.setdefault(table, {})[column] = optional
    return found


def test_unsafe_field_is_seen():
    class Field:
        blank = empty_strings_allowed = null = primary_key = generated = False
        default = NOT_PROVIDED

        def has_default(self):
            return True

        def has_db_default(self):
            return False

    assert lacks_default(Field())
