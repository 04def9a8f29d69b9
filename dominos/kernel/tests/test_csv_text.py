"""What a spreadsheet is given is shown and never run."""

import pytest

from dominos.kernel.csv_text import csv_text, harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(1)", "-1+1", " =1", "\t=1", "\r\n=1", "\u200e=1", "\uff1d1", "\u00a0-a"]
)
def test_what_would_be_a_formula_is_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "-2.50", "Ada = Eve", "a-b"])
def test_all_else_stays(text):
    assert harmless(text) == text


def test_a_cell_ends_where_it_ends():
    assert csv_text([['a"b,c', "d\ne"]]) == '"a""b,c","d\ne"\r\n'
