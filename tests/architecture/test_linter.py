"""The border contracts fail when a border is crossed: tried on a copy of the tree."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dominos.apps_enabled import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    copy = tmp_path_factory.mktemp("tree")
    for name in ("apps", "dominos"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "static", "tests")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def broken_contracts(tree):
    ran = subprocess.run([LINTER, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return ran.returncode, [line for line in ran.stdout.splitlines() if " BROKEN" in line]


def test_the_tree_as_it_is_keeps_every_contract(tree):
    assert broken_contracts(tree) == (0, [])


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        (
            "apps/menu/service.py",
            "import apps.orders.models",
            "nothing of another app but its contract",
        ),
        ("dominos/kernel/clock.py", "import apps.orders.contract.types", "The kernel knows no app"),
        (
            "apps/menu/service.py",
            "import dominos.urls",
            "not how the project is put together",
        ),
        ("apps/menu/contract/types.py", "import django.db", "Contracts and rules know no Django"),
    ],
)
def test_a_crossed_border_is_found(tree, module, statement, contract):
    path = tree / module
    honest = path.read_text()
    path.write_text(f"{honest}\n{statement}\n")
    try:
        code, broken = broken_contracts(tree)
    finally:
        path.write_text(honest)
    assert code != 0
    assert any(contract in line for line in broken), broken
