"""Pages that commands write are what the code says."""

import ast
import re

import pytest
from django.core.management import call_command

from dominos.apps_enabled import ROOT
from dominos.configuration import COMPUTED, INTERNAL, REQUIRED, SECTIONS
from dominos.configuration_reference import reads, reads_in

DECLARED = {variable.name for variables in SECTIONS.values() for variable in variables}


@pytest.mark.parametrize("command", ["configuration", "app_trees", "retention", "asyncapi"])
def test_generated_pages_are_fresh(command):
    call_command(command, check=True)


def test_every_variable_that_is_read_is_described():
    assert {read.name for read in reads(ROOT)} - DECLARED - INTERNAL == set()


def test_every_variable_that_is_described_is_read():
    paths = [path for top in ("apps", "dominos") for path in (ROOT / top).rglob("*.py")]
    code = "".join(path.read_text() for path in paths if path.name != "configuration.py")
    computed = {"<APP>_URL"}
    assert {name for name in DECLARED - computed if f'"{name}"' not in code} == set()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('env.text("X")', REQUIRED),
        ('os.environ["X"]', REQUIRED),
        ('env.words("X")', "none"),
        ('os.environ.get("X")', "none"),
        ('env.flag("X")', "none"),
        ('env.text("X", "")', "none"),
        ('env.number("X", 3)', "`3`"),
        ('env.flag("X", True)', "`yes`"),
        ('env.text("X", NAMED)', COMPUTED),
        ('MarketRules("X", Rules)', "defaults"),
    ],
)
def test_required_is_only_what_cannot_be_left_out(code, said):
    assert [read.default for read in reads_in(ast.parse(code))] == [said]


def test_decisions_have_the_number_of_their_file():
    decisions = sorted(ROOT.glob("docs/decisions/0*.md"))
    assert len(decisions) > 50
    wrong = [
        path.name for path in decisions if not re.match(rf"# {int(path.name[:4])}\. \S", path.read_text())
    ]
    assert wrong == []
