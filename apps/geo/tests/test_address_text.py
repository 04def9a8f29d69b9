import pytest

from apps.geo.domain.address_query import read_address
from apps.geo.domain.folding import canonical, fold
from apps.geo.domain.house_number import HouseNumber, parse_house_number, parse_house_numbers
from apps.geo.domain.scoring import (
    MISTYPED_POSTCODE_COST,
    OTHER_POSTCODE_COST,
    judge_context,
    number_cost,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ørstedsvej", "Oerstedsvej"),
        ("Åboulevard", "AABOULEVARD"),
        ("Straße", "strasse"),
        ("Müllerstraße", "Muellerstrasse"),
        ("Rue de l'Église", "rue de leglise"),
        ("Hämeentie", "hameentie"),
        ("H.C. Andersens Boulevard", "h c andersens boulevard"),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Bergstr.", "Bergstraße"),
        ("Main St", "Main Street"),
        ("St. Johns Rd", "Saint Johns Road"),
        ("Park Av.", "Park Avenue"),
        ("Chr. Winthers Vej", "Christian Winthers Vej"),
        ("Gl. Kongevej", "Gammel Kongevej"),
    ],
)
def test_abbreviations_meet_in_one_canonical_name(short, long):
    assert canonical(fold(short)) == canonical(fold(long))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5", ["5"]),
        ("5 a", ["5A"]),
        ("14B", ["14B"]),
        ("15-17", ["15-17"]),
        ("29-27", ["29-27"]),
        ("1;3", ["1", "3"]),
        ("2, 4", ["2", "4"]),
        ("8, 2. krs./2nd floor", ["8"]),
        ("Keskuskatu 5", ["5"]),
        ("1A-C", ["1A-C"]),
        ("12, 12 b, 14", ["12", "12B", "14"]),
        ("12, корп. 2; 14", ["12, корп. 2", "14"]),
        ("7 B, sisäpiha", ["7B"]),
        ("12½", ["12 1/2"]),
        ("N95W16915", ["N95W16915"]),
        ("", []),
        ("none", []),
    ],
)
def test_house_numbers_of_the_map(text, numbers):
    assert [number.text for number in parse_house_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 к2 с1", "12 корп. 2, стр. 1"),
        ("12к2", "12 K2"),
        ("12-h", "12H"),
        ("7bis", "7 BIS"),
        ("12½", "12 1/2"),
        ("A12", "12a"),
        ("37-01", "37-1"),
    ],
)
def test_writings_of_one_number_are_equal(one, other):
    assert parse_house_number(one) == parse_house_number(other)


def test_what_looks_like_a_range_is_one_only_when_it_can_be():
    ranges = {text: parse_house_number(text) for text in ("15-17", "15A-17", "12-2", "85-130", "1-2-3")}
    assert [number.last for number in ranges.values() if number] == [17, 17, 12, 85, 1]


def test_a_postcode_is_known_in_however_many_parts_it_was_typed():
    def cost(rest, postcode):
        found = judge_context(rest.split(), postcode=postcode, city="praha", on_map=True)
        return found.cost, found.confirmed

    for typed in ("120 00 praha", "12000 praha", "praha 120 00"):
        assert cost(typed, "120 00") == (0.0, True)
    assert cost("1015cj", "1015 CJ") == cost("1015 cj", "1015 CJ") == (0.0, True)
    assert cost("1015 cq", "1015 CJ")[1], "the district is right"
    assert cost("104 0061", "104-0061") == (0.0, True)
    assert cost("130 00 praha", "120 00")[0] == MISTYPED_POSTCODE_COST
    assert cost("455 11 praha", "120 00")[0] == OTHER_POSTCODE_COST


def test_a_slip_in_the_words_behind_a_number_finds_the_door():
    bis, plain = parse_house_number("20 bis"), parse_house_number("20")
    assert bis is not None
    assert plain is not None
    slip = parse_house_number("20ibs")
    assert slip is not None
    assert (number_cost(slip, bis, surveyed=True) or 9) < (number_cost(slip, plain, surveyed=True) or 9)
    apart = number_cost(plain, bis, surveyed=True, rest=("bsi", "75013"))
    assert apart is not None
    assert apart < (number_cost(plain, bis, surveyed=True) or 0)


def test_a_part_and_a_second_number_are_recognised():
    house, head, second = HouseNumber(123, 123, "/45 A"), HouseNumber(123, 123), HouseNumber(45, 45, "A")
    assert head.begins(house)
    assert not house.begins(head)
    assert second.second_of(house)
    assert not head.second_of(house)


def test_a_range_covers_its_side_of_the_street():
    number = parse_house_number("15-19")
    assert number is not None
    assert [door for door in range(13, 22) if number.covers(door)] == [15, 17, 19]


@pytest.mark.parametrize(
    ("typed", "street", "door"),
    [
        ("Kaivokatu 1, 00100 Helsinki", "kaivokatu", "1"),
        ("kaivokatu1", "kaivokatu", "1"),
        ("Kaivokatu 1 B 12, 00100 Helsinki", "kaivokatu", "1B"),
        ("Istedgade 14, 2. tv, 1650 København V", "istedgade", "14"),
        ("Istedgade 14 st. th, København", "istedgade", "14"),
        ("Aleksanterinkatu 15-17, krs 3", "aleksanterinkatu", "15-17"),
        ("221B Baker Street, London", "baker street", "221B"),
        ("Flat 4, 10 Downing Street, London", "downing street", "10"),
        ("25, rue de Rivoli, Paris", "ru de rivoli", "25"),
        ("Amagerbrogade, 25, 2300", "amagerbrogade", "25"),
        ("Straße des 17. Juni 135", "strasse des 17 juni", "135"),
        ("ул. Ленина, д. 12, корп. 2, Москва", "ул ленина", "12, корп. 2"),
        ("100 N Main St, Springfield", "n main st", "100"),
        ("37-28 76th Street, Queens", "76th street", "37-28"),
        ("Calle 5 # 12-34", "calle 5", "12-34"),
        ("Rue Bobillot 7 bis, 75013 Paris", "ru bobillot", "7 bis"),
        ("12 1/2 Main Street", "main street", "12 1/2"),
        ("Keizersgracht 12-H, 1015 Amsterdam", "keizersgracht", "12-H"),
        ("Alek\u00adsanterin\u200bkatu 15", "aleksanterinkatu", "15"),
        ("ulica Zolta 12 m. 3", "ulica zolta", "12"),
        ("350 Fifth Ave Fl 21, New York", "5th ave", "350"),
        ("Istiklal Caddesi No:12", "istiklal caddesi", "12"),
    ],
)
def test_one_reading_finds_street_and_door(typed, street, door):
    found = [(reading.street, reading.number and reading.number.text) for reading in read_address(typed)]
    assert (street, door) in found


@pytest.mark.parametrize("typed", ["", "   ", ",,,", "12345", "!!!", "\x00", "١٢"])
def test_nothing_to_look_for(typed):
    assert read_address(typed) == ()


def test_a_flat_is_not_a_door():
    first = read_address("Kaivokatu 1 as 23, Helsinki")[0]
    assert first.number == HouseNumber(1, 1)
    assert "23" not in first.rest
