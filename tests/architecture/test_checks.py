"""Each of our system checks has a number of its own, by which it is looked up and silenced."""

import re
from collections import Counter

from dominos.apps_enabled import ROOT

NUMBER = re.compile(r'id="(kernel\.[EW]\d{3})"')


def test_no_two_checks_share_a_number():
    sources = (file.read_text() for top in ("apps", "dominos") for file in (ROOT / top).rglob("*.py"))
    numbers = Counter(number for source in sources for number in NUMBER.findall(source))
    assert len(numbers) > 8
    assert [number for number, count in numbers.items() if count > 1] == []
