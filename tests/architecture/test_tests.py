"""What tests share stands in modules of its own, which nobody takes from a test; and what pages show is waited for."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
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


READ_ONCE = {
    *("evaluate", "evaluate_all", "text_content", "all_text_contents", "inner_text", "all_inner_texts"),
    *("inner_html", "get_attribute", "input_value", "bounding_box", "title"),
    *("is_visible", "is_hidden", "is_enabled", "is_disabled", "is_checked", "is_editable"),
}
"""What tells how a page is at this moment, while it may still be drawing."""


def read_once(text: str) -> list[str]:
    """What is claimed of a page as it is at one moment, instead of waited for. A worker draws nothing."""
    return [
        ast.unparse(node)
        for claim in ast.walk(ast.parse(text))
        if isinstance(claim, ast.Assert)
        for node in ast.walk(claim.test)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if _is_of_page(node.func)
    ]


def _is_of_page(asked: ast.Attribute) -> bool:
    counted = asked.attr == "count" and "objects" not in ast.unparse(asked)
    return (asked.attr in READ_ONCE or counted) and ast.unparse(asked.value) != "worker"


def test_what_a_page_shows_is_waited_for():
    found = {
        f"{path.name}: {claim}"
        for path in (ROOT / "tests" / "browser").glob("*.py")
        for claim in read_once(path.read_text())
    }
    assert not found, "expect(...), or wait_until and wait_for_value of dominos.kernel.testing.browser"


def test_what_is_read_once_is_seen():
    claims = (
        "assert page.locator('li').count() == 2",
        "assert not a and 'b' in one.first.inner_text().lower()",
        "assert Order.objects.filter(a=1).count() == 1 and [1].index(1) == 0",
        "assert worker.evaluate(CLICKED) == []",
        "text = page.text_content()",
    )
    assert [len(read_once(claim)) for claim in claims] == [1, 1, 0, 0, 0]


ACTS = {"click", "dblclick", "press", "check", "uncheck", "fill", "select_option", "set_input_files"}


def left_at_once(text: str) -> list[str]:
    """What leaves a page right after something was done there: what that began may never be done."""
    return [
        ast.unparse(then)
        for node in ast.walk(ast.parse(text))
        if isinstance(body := getattr(node, "body", None), list)
        for first, then in pairwise(body)
        if _called(first) in ACTS and _called(then) in ("goto", "reload")
    ]


def _called(statement: ast.stmt) -> str:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""


def test_nobody_leaves_a_page_before_it_has_done_what_was_clicked():
    pages = (ROOT / "tests" / "browser").glob("*.py")
    found = {f"{path.name}: {left}" for path in pages for left in left_at_once(path.read_text())}
    assert not found, "expect(...) what was done, or go on by the page's own link"
    assert left_at_once("def f():\n  page.press('x')\n  page.reload()\n  page.goto('/')") == ["page.reload()"]


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
