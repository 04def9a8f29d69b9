"""What tests share stands in modules of its own: nobody imports a test module or a conftest."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from dominos.apps_enabled import ROOT
from dominos.development.pytest_plugin import EXCUSES, is_excused, pytest_runtest_makereport

IMPORTS_OF_TESTS = re.compile(r"^\s*(?:from|import)\b[^\n(]*(?:\([^)]*)?\b(?:test_|conftest)", re.MULTILINE)
"""Finds the few files whose imports have to be read."""


def imported(path: Path) -> Iterator[str]:
    """The dotted names of the modules that a file imports, and of what it takes from them."""
    text = path.read_text()
    for node in ast.walk(ast.parse(text)) if IMPORTS_OF_TESTS.search(text) else ():
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_test_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    return (path.stem == "conftest" or path.stem.startswith("test_")) and path.is_file()


@pytest.mark.parametrize("folder", ["apps", "dominos", "tests"])
def test_nobody_imports_a_test_module(folder):
    shared = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if is_test_module(name)
    }
    assert not shared


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "from apps.x.tests import (\n    builders,\n    test_y,\n)\n",
            ["apps.x.tests", "apps.x.tests.builders", "apps.x.tests.test_y"],
        ),
        ("import apps.x.tests.conftest\n", ["apps.x.tests.conftest"]),
        (
            "def f():\n    from apps.x.tests.test_y import a\n",
            ["apps.x.tests.test_y", "apps.x.tests.test_y.a"],
        ),
        ("import os\n\n\ndef test_a():\n    assert os\n", []),
    ],
)
def test_imports_of_tests_are_seen(tmp_path, text, names):
    (tmp_path / "a.py").write_text(text)
    assert list(imported(tmp_path / "a.py")) == names


@pytest.mark.parametrize(
    ("reason", "ci", "outcome"),
    [
        ("Skipped: this PostgreSQL has not loaded pg_stat_statements", "true", "failed"),
        ("Skipped: no Chromium on the PATH", "true", "failed"),
        ("Skipped: no Chromium on the PATH", "", "skipped"),
        ("Skipped: the public instances are not beside the project", "true", "skipped"),
    ],
)
def test_ci_leaves_no_check_out(request, monkeypatch, reason, ci, outcome):
    monkeypatch.setenv("CI", ci)
    report = pytest.TestReport("t.py::t", ("t.py", 1, "t"), {}, "skipped", ("t.py", 1, reason), "setup")
    making = pytest_runtest_makereport(request.node)
    next(making)
    with pytest.raises(StopIteration) as made:
        making.send(report)
    assert made.value.value.outcome == outcome


def test_whatever_excuses_a_test_is_said_by_one():
    said = "".join(
        path.read_text() for name in ("apps", "tests/system") for path in (ROOT / name).rglob("*.py")
    )
    said += "".join(path.read_text() for path in (ROOT / "dominos" / "kernel" / "tests").rglob("*.py"))
    assert all(excuse in said for excuse in EXCUSES)
    assert not is_excused("no browser")


@pytest.fixture(scope="module")
def forgetful(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_a_fixture_of_several_tests_does_not_leave_the_database_open(request):
    with pytest.raises(AssertionError, match="forgetful leaves the database open"):
        request.getfixturevalue("forgetful")
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
