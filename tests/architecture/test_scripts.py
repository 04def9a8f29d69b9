"""The scripts beside the Makefile, on a machine that has little."""

import subprocess

import pytest

from dominos.apps_enabled import ROOT

TEXTS = {path.name: path.read_text() for path in (ROOT / "scripts").iterdir() if path.is_file()}


def test_whatever_runs_an_installer_has_a_home():
    installing = {name for name, text in TEXTS.items() if "tools/uv/bin/uv" in text}
    assert {"bootstrap", "clients"} <= installing
    assert {name for name in {*installing, "check"} if "\n. scripts/home.sh\n" not in TEXTS[name]} == set()


@pytest.mark.parametrize("home", ["", "/proc/none"])
def test_who_has_no_home_gets_one(tmp_path, home):
    script = f". {ROOT}/scripts/home.sh; [ -w $HOME ]; echo $HOME"
    told = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, env={"HOME": home}, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{tmp_path}/.tools/home\n"
