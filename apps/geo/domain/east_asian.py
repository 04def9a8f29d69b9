"""Addresses of China, Japan and Korea, from large to small and without spaces: 東京都千代田区丸の内1-9-1.

In Japan a house is found by its town or quarter, the block within (丁目, then a number) and the house in the
block; most streets have no name.
"""

import re
import unicodedata
from collections.abc import Mapping

from dominos.kernel.contact import is_ideographic

_BLOCK_AND_HOUSE = re.compile(r"(\d+)\s*番地?の?\s*(\d+)(?:\s*号)?")
_NUMBER_WORD = re.compile(r"(?<=\d)\s*(?:番地|番|号|號)")
_THREE_NUMBERS = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])(\d{1,2})-(\d+)-(\d+)")
_BEFORE_NUMBER = re.compile(r"(?<=丁目)(?=\d)")
_REGION = re.compile(r"(?:^|(?<=[,、\s]))([^\W\d]{2,3}?[都道府県省])(?=\w)")
_TOWN = re.compile(r"(?:^|(?<=[,、\s]))([^\W\d]{1,5}?[市区區郡])(?=\w)")
_DASH = re.compile(r"(?<=\d)[‐‑−－ー–](?=\d)")


def spaced(text: str) -> str:
    """A typed East Asian address with commas and spaces added; others are unchanged."""
    if not is_ideographic(text):
        return text
    plain = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    plain = _NUMBER_WORD.sub("", _BLOCK_AND_HOUSE.sub(r"\1-\2", plain))
    plain = _BEFORE_NUMBER.sub(" ", _THREE_NUMBERS.sub(r"\1丁目\2-\3", plain))
    for part_of_country in (_REGION, _TOWN, _TOWN):
        plain = part_of_country.sub(r"\1, ", plain, count=1)
    return plain


def block_address(tags: Mapping[str, str]) -> tuple[str, str]:
    """The block and number of a map object without a street; empty if it has none."""
    quarter, block = tags.get("addr:quarter", ""), tags.get("addr:neighbourhood", "")
    parts = [block] if quarter in block else [quarter, block]
    town = ("" if is_ideographic(quarter + block) else " ").join(part for part in parts if part)
    number = tags["addr:housenumber"]
    if inner := tags.get("addr:block_number", ""):
        number = f"{inner}-{number}"
    return town or tags.get("addr:hamlet", ""), number
