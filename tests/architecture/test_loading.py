"""What processes load, which is what they hold: told by starting each once."""

import ast
import json
import subprocess
import sys

import pytest

from dominos.apps_enabled import ROOT

TELL = "; import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
PROGRAMS = "import os; os.environ['CELERY_SKIP_CHECKS'] = '1'; from dominos.development.fork_server import load; load()"
SELDOM = {"fontTools", "fpdf", "osmium", "PIL", "scipy", "segno", "sentry_sdk", "stripe", "uharfbuzz"}
"""For a map, a document, a photo, a gateway or an error now and then: loaded by who needs it."""
OF_PROGRAMS = {"apps", "celery", "django", "kombu", "psycopg", "redis", "rest_framework"}
OF_ROLES = {"ROLE", "LISTENER", "DISPATCH", "DOMINOS_ROLE", "DOMINOS_LISTENER", "ROOT_URLCONF", "DATABASES"}
LETS_BY = {"dominos/settings/by_role.py", "dominos/settings/base.py"}


def loaded(what):
    command = [sys.executable, "-c", what + TELL]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return set(json.loads(told.splitlines()[-1]))


@pytest.mark.slow
def test_no_program_loads_what_is_needed_now_and_then():
    found = loaded(PROGRAMS)
    assert found & SELDOM == set()
    assert found > OF_PROGRAMS


@pytest.mark.parametrize(
    ("module", "too_much"),
    [
        ("dominos.development.up", OF_PROGRAMS | {"email", "http", "ssl"}),
        ("dominos.health_port", OF_PROGRAMS),
        ("dominos.probe", OF_PROGRAMS),
    ],
)
def test_who_only_watches_loads_nothing_of_the_programs(module, too_much):
    assert loaded(f"import {module}") & too_much == set()


def test_what_differs_by_role_is_told_in_one_place():
    """Or a forked process would have the settings of no role."""
    for file in sorted((ROOT / "dominos" / "settings").glob("*.py")):
        names = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        words = {
            node.value
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if str(file.relative_to(ROOT)) not in LETS_BY:
            assert not OF_ROLES & (names | words), file
