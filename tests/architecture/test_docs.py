"""The documents name what exists."""

import re

import pytest

from dominos.apps_enabled import ROOT

ROW = re.compile(r"^\| [^|]+\? \| `(?P<path>[^`]+)` \| (?:`(?P<name>\w+)`)? ?\|$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
WHERE = (ROOT / "docs/where-is-what.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("apps/*/README.md")])


@pytest.mark.parametrize("row", list(ROW.finditer(WHERE)), ids=lambda row: row["path"])
def test_what_is_looked_for_is_there(row):
    text = (ROOT / row["path"]).read_text()
    assert re.search(rf"\b{row['name'] or ''}\b", text)


def test_every_row_of_the_index_is_read():
    questions = [line for line in WHERE.splitlines() if line.startswith("| ") and "? |" in line]
    assert len(questions) == len(ROW.findall(WHERE)) > 50
    assert len(questions) == len({question.split("|")[1] for question in questions}), "asked twice"


def test_the_page_of_an_app_is_short():
    pages = ROOT.glob("apps/*/README.md")
    assert [page.parent.name for page in pages if len(page.read_text().splitlines()) >= 25] == []


def test_an_app_opens_on_few_rooms():
    block = (ROOT / "docs/architecture.md").read_text().partition("app_trees -->")[2].partition("<!-- end")[0]
    trees = [line.split() for line in block.splitlines() if "/" in line]
    assert len(trees) > 10
    assert [app for app, *entries in trees if len(entries) > 15] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    broken = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert not broken
