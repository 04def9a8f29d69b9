"""Addresses in the scripts and the orders of other countries."""

import unicodedata

import pytest

from apps.geo.domain.address_query import read_address
from apps.geo.domain.east_asian import block_address, spaced
from apps.geo.domain.folding import fold, short_name
from apps.geo.domain.scoring import street_similarity

QUARTER = {"addr:quarter": "丸の内", "addr:neighbourhood": "一丁目", "addr:block_number": "9"}


def _readings(typed):
    return {
        (reading.street, reading.number.text if reading.number else "") for reading in read_address(typed)
    }


@pytest.mark.parametrize(
    "typed",
    [
        "丸の内一丁目9-1",
        "丸の内1丁目9番1号",
        "丸の内１丁目９−１",
        "丸の内一丁目9番地の1",
        "丸の内1-9-1",
        "東京都千代田区丸の内1-9-1",
        "〒100-0005 東京都千代田区丸の内一丁目9番1号",
    ],
)
def test_a_japanese_address_has_a_town_a_block_and_a_house(typed):
    town, number = block_address({**QUARTER, "addr:housenumber": "1"})
    assert (town, number) == ("丸の内一丁目", "9-1")
    assert (fold(town), number) in _readings(typed)


def test_what_stands_for_a_street():
    whole = {"addr:quarter": "神田", "addr:neighbourhood": "神田神保町1丁目", "addr:housenumber": "4"}
    assert block_address(whole) == ("神田神保町1丁目", "4")
    assert block_address({"addr:hamlet": "Lhota", "addr:housenumber": "4"}) == ("Lhota", "4")
    assert block_address({"addr:housenumber": "4"}) == ("", "4")
    two = {"addr:quarter": "Sector 5", "addr:neighbourhood": "Block B", "addr:housenumber": "4"}
    assert block_address(two) == ("Sector 5 Block B", "4")


@pytest.mark.parametrize(
    "figures, digits",
    [("一丁目", "1丁目"), ("十丁目", "10丁目"), ("二十三丁目", "23丁目"), ("一番町", "一番町")],
)
def test_blocks_are_counted_in_either_figures(figures, digits):
    assert fold(figures) == digits


@pytest.mark.parametrize("typed", ["中山路3号", "中山路 3號", "上海市中山路3号", "中山路3"])
def test_the_word_for_number_may_follow_it(typed):
    assert ("中山路", "3") in _readings(typed)


def test_other_countries_are_read_as_they_are():
    assert spaced("Hämeentie 12-14, Helsinki") == "Hämeentie 12-14, Helsinki"


@pytest.mark.parametrize(
    "typed",
    ["2450 København SV Sjælør Boulevard 33", "2450 Sjælør Boulevard 33", "København Sjælør Boulevard 33"],
)
def test_postcode_and_city_may_stand_before_the_street_without_a_comma(typed):
    assert ("sjalor boulevard", "33") in _readings(typed)


@pytest.mark.parametrize(
    "name, short",
    [
        ("улица Ленина", "ленина"),
        ("Невский проспект", "невскии"),
        ("Οδός Ερμού", "ερμου"),
        ("Calle Mayor", "mayor"),
        ("Mannerheimintie", ""),
        ("Rue", ""),
        ("проспект", ""),
    ],
)
def test_words_for_street_may_be_left_out(name, short):
    assert short_name(fold(name)) == short


@pytest.mark.parametrize(
    "typed, name",
    [("Ленина ул", "улица Ленина"), ("Невский пр-т", "Невский проспект"), ("שד רוטשילד", "שדרות רוטשילד")],
)
def test_the_word_for_street_may_be_short_and_stand_on_either_side(typed, name):
    assert street_similarity(fold(typed), fold(name), abbreviated=False) > 0.98


@pytest.mark.parametrize("name", ["Pérez Galdós", "नेहरू मार्ग", "ถนนสุขุมวิท"])
def test_a_decomposed_letter_is_one_letter(name):
    """As some phones and computers type them; the vowels of some scripts are marks, too."""
    typed = unicodedata.normalize("NFD", f"{name} 5")
    assert (fold(name), "5") in _readings(typed)
    assert len(fold(name).split()) == len(name.split())
