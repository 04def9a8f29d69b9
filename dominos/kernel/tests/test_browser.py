"""A browser that is missing is noticed."""

import pytest

from dominos.kernel.testing.browser import needed_chromium


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


def test_the_browser_named_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert needed_chromium() == "/opt/chromium"
