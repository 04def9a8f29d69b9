"""Every member a refusal is raised with is declared, so that the API's document has it."""

import ast
from collections.abc import Iterator

import pytest

from dominos.apps_enabled import ROOT
from dominos.kernel.errors import DomainError

EVERYWHERE = {"detail", "errors", "component"}
SOURCES = [
    path
    for top in ("apps", "dominos")
    for path in (ROOT / top).rglob("*.py")
    if "test" not in str(path.parent)
]


def kinds(of: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def undeclared(source: str, declared: dict[str, set[str]]) -> set[tuple[str, str]]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        (name, keyword.arg)
        for call in calls
        if (name := getattr(call.func, "id", "")) in declared
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in declared[name] | EVERYWHERE
    }


@pytest.fixture(scope="module")
def declared() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind in kinds(DomainError):
        found.setdefault(kind.__name__, set()).update(kind.extra)
    return found


@pytest.mark.slow
def test_members_of_problems_are_declared(declared):
    found = {str(path.relative_to(ROOT)): undeclared(path.read_text(), declared) for path in SOURCES}
    assert {path: members for path, members in found.items() if members} == {}


def test_an_undeclared_member_is_found(declared):
    assert undeclared("raise SlotFull(starts_at=at, left=0)", declared) == {("SlotFull", "left")}
