"""docs/security.md answers each requirement of ASVS 5.0, levels 1 and 2, and names places that exist."""

import re

import pytest

from dominos.apps_enabled import ROOT

ROW = re.compile(
    r"^\| (?P<number>[\d.]+) \| (?P<state>[^|]+) \| (?P<how>[^|]+) \| (?:`(?P<where>[^`]+)`)? ?\|$", re.M
)
ROWS = list(ROW.finditer((ROOT / "docs/security.md").read_text()))
REQUIRED = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.5": 5,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section has; they stand first in it."""
WHOLE_CHAPTERS = {"10.3", "10.4", "10.6", "10.7", "17"}
"""And sections; of which nothing applies."""


def test_each_requirement_is_answered_once():
    wanted = {f"{section}.{number}" for section, last in REQUIRED.items() for number in range(1, last + 1)}
    told = [row["number"] for row in ROWS]
    assert set(told) == wanted | WHOLE_CHAPTERS and len(told) == len(set(told))


@pytest.mark.parametrize("state", ["holds", "partly", "open", "not here"])
def test_what_holds_names_a_place_that_exists(state):
    rows = [row for row in ROWS if row["state"] == state]
    assert [row["where"] for row in rows if row["where"] and not (ROOT / row["where"]).exists()] == []
    if state == "partly":
        assert all(row["where"] for row in rows)
    assert {row["state"] for row in ROWS} <= {"holds", "partly", "open", "not here"}
