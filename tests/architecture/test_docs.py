"""The documents name what exists."""

import re
import subprocess

import pytest

from dominos.apps_enabled import ROOT

ROW = re.compile(r"^\| [^|]+\? \| `(?P<path>[^`]+)` \| (?:`(?P<name>\w+)`)? ?\|$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
FILE = re.compile(r"`([\w./-]+\.(?:py|js|mjs|css|html|toml|yaml))`")
OURS_TO_BE = re.compile(r"NAME|acme\.py$|^use_cases\.py$")
"""What a reader of a how-to is to write."""
FOREIGN = {"dominos/utils/urls.js"}
"""Of a package that clients install."""
COMMANDS = {"createsuperuser", "makemigrations", "up"} | {
    found.stem
    for rooms in ("apps/*", "dominos", "dominos/kernel")
    for found in ROOT.glob(f"{rooms}/management/commands/*.py")
}
"""Of Django, of `manage.py` itself, and our modules."""
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


def test_files_that_pages_name_are_there():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ends = {
        "/".join(parts[at:])
        for line in listed.split()
        for parts in [line.split("/")]
        for at in range(len(parts))
    }
    named = {(str(page.relative_to(ROOT)), name) for page in PAGES for name in FILE.findall(page.read_text())}
    assert len(named) > 300
    assert [
        each for each in sorted(named) if each[1] not in ends | FOREIGN and not OURS_TO_BE.search(each[1])
    ] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=str)
def test_commands_that_pages_name_are_there(page):
    text = page.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    scripts = {found.name for found in (ROOT / "scripts").iterdir()}
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= COMMANDS
    assert set(re.findall(r"(?:`|^ {4}|\$ )make ([a-z][a-z-]*)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"(?<![\w/.])scripts/([\w-]+(?:\.\w+)?)", text)) <= scripts
    modules = re.findall(r"python -m ((?:dominos|benchmarks|tests)(?:\.\w+)*)", text)
    paths = [ROOT / module.replace(".", "/") for module in modules]
    assert [str(path) for path in paths if not (path.with_suffix(".py").exists() or path.is_dir())] == []
