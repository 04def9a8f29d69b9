"""A browser that is missing is noticed, and brought where that may be done."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dominos.kernel.testing.browser import NAMES, needed_chromium

SCRIPT = Path(__file__).parents[3] / "scripts/browser"
ROOT_USER, ANYBODY = {"id": "echo 0"}, {"id": "echo 1000"}


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A machine without a browser."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("CHROMIUM", "CI", "DOMINOS_WITHOUT_BROWSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "outcome"),
    [
        ({}, pytest.fail.Exception),
        ({"CI": "true"}, pytest.fail.Exception),
        ({"CI": "true", "DOMINOS_WITHOUT_BROWSER": "1"}, pytest.fail.Exception),
        ({"DOMINOS_WITHOUT_BROWSER": "1"}, pytest.skip.Exception),
    ],
    ids=str,
)
def test_a_missing_browser_fails_unless_left_out(monkeypatch, variables, outcome):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(outcome, match="no page was tested"):
        needed_chromium()


def test_the_browser_named_is_taken_and_else_the_lightest(monkeypatch, tmp_path):
    for name in reversed(NAMES):
        (tmp_path / name).touch(0o755)
        assert needed_chromium() == str(tmp_path / name)
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert needed_chromium() == "/opt/chromium"


@pytest.fixture
def set_up(tmp_path):
    """Runs the script on a machine that has nothing but the programs it needs and these; what it says."""
    for name in ("bash", "mktemp", "rm", "tail"):
        (tmp_path / name).symlink_to(shutil.which(name, path=os.defpath))

    def run(programs, **variables):
        for name, lines in programs.items():
            (tmp_path / name).write_text(f"#!{tmp_path}/bash\n{lines}\n")
            (tmp_path / name).chmod(0o755)
        command, env = [tmp_path / "bash", SCRIPT], {"PATH": str(tmp_path), **variables}
        ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        return [line.removeprefix("[browser] ") for line in ran.stdout.splitlines()]

    return run


def apt(tmp_path, then=""):
    """Debian's, which notes what it is asked for."""
    return {"apt-get": f'echo "$DEBIAN_FRONTEND $*" >>{tmp_path}/asked\n{then}'}


def asked(tmp_path):
    """What apt was asked for."""
    return (tmp_path / "asked").read_text().splitlines()


UPDATE, INSTALL = "noninteractive update", "noninteractive install --yes --no-install-recommends "
SHELL = "chromium-headless-shell"
INSTALLING = f"installing Debian's {SHELL}"


@pytest.mark.parametrize("other", [{}, {"chromium": ""}], ids=["none", "a whole one"])
def test_debians_headless_shell_is_installed_where_that_may_be_done(set_up, tmp_path, other):
    assert set_up(ROOT_USER | apt(tmp_path) | other) == [INSTALLING]
    assert asked(tmp_path) == [UPDATE, INSTALL + SHELL]


def test_where_there_is_no_headless_shell_a_whole_browser_is_installed(set_up, tmp_path):
    no_shell = f'case "$*" in *{SHELL}) exit 100 ;; esac'
    assert set_up(ROOT_USER | apt(tmp_path, no_shell)) == [INSTALLING]
    assert asked(tmp_path) == [UPDATE, INSTALL + SHELL, INSTALL + "chromium"]


@pytest.mark.parametrize(
    ("other", "instead"), [({}, ""), ({"chromium": ""}, ", chromium is taken")], ids=["none", "a whole one"]
)
def test_what_apt_says_is_told_when_it_fails(set_up, tmp_path, other, instead):
    said = set_up(ROOT_USER | apt(tmp_path, "echo 'no network'; exit 100") | other)
    assert said == [INSTALLING, f"could not be installed{instead}:", "no network"]


@pytest.mark.parametrize(
    "programs", [ROOT_USER, ANYBODY | {"apt-get": "exit 1"}], ids=["no apt", "no rights"]
)
def test_elsewhere_one_has_to_be_there_or_to_be_named(set_up, programs):
    assert set_up(programs) == ["none found, and no right to install one: name one with CHROMIUM"]
    assert set_up(programs | {"google-chrome": ""}) == []


@pytest.mark.parametrize(
    ("programs", "variables"),
    [({SHELL: ""}, {}), ({}, {"CHROMIUM": "/opt/chromium"}), ({}, {"DOMINOS_WITHOUT_BROWSER": "1"})],
    ids=["on the path", "named", "left out"],
)
def test_nothing_is_installed_beside_one_that_is_there(set_up, tmp_path, programs, variables):
    assert set_up(ROOT_USER | apt(tmp_path) | programs, **variables) == []
    assert not (tmp_path / "asked").exists()
