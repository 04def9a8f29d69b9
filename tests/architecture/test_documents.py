"""Pages that commands write are what the code says."""

import pytest
from django.core.management import call_command

from dominos.apps_enabled import ROOT
from dominos.configuration import INTERNAL, SECTIONS, reads

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
