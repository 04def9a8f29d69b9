"""Names, telephone numbers and addresses: one definition of what is taken and how it is stored."""

import pytest
from rest_framework import serializers

from dominos.kernel import contact
from dominos.kernel.edge.contact_fields import (
    FIELDS,
    EmailField,
    HouseNumberField,
    NameField,
    PhoneField,
    PostcodeField,
    StreetField,
    WordsField,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("(212) 555-0100", "(212) 555-0100"),
        ("+358\u00a040\u202f123 4567", "+358 40 123 4567"),
        ("  040 \t123\n4567 ", "040 123 4567"),
        ("040\u2013123\u20114567", "040-123-4567"),
        ("\uff0b\uff13\uff15\uff18 401234567", "+358 401234567"),
        ("\u0660\u0664\u0660\u0661\u0662\u0663\u0664", "0401234"),
        ("00358 40 1234567", "00358 40 1234567"),
        ("\u202a+358 40 1234567\u202c", "+358 40 1234567"),
    ],
)
def test_a_telephone_number_in_any_notation(typed, stored):
    assert contact.phone_number(typed) == stored
    assert PhoneField().run_validation(typed) == stored


@pytest.mark.parametrize(
    "typed", ["123", "call me", "040 1234567 x", "+", "1" * 21, "1 2 3 4 5 " * 4, "00000", "+358 000"]
)
def test_what_is_no_telephone_number(typed):
    with pytest.raises(serializers.ValidationError):
        PhoneField().run_validation(typed)


CARDS = (
    "4242 4242 4242 4242",
    "3782-822463-10005",
    "6011111111111117",
    "2223 0031 2200 3222",
    "\uff14242424242424242",
    "4242\u200b4242\u200b4242\u200b4242",
    "4242/4242/4242/4242",
    "4242_4242,4242\u00b74242",
)


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_nothing_that_people_are_asked_for(number):
    for field in (NameField(), PhoneField(), StreetField(), HouseNumberField(), WordsField()):
        with pytest.raises(serializers.ValidationError):
            field.run_validation(number)
    with pytest.raises(serializers.ValidationError):
        EmailField().run_validation(f"{number.replace(' ', '.').replace(',', '.')}@example.com")
    for told in (f"my card {number} 12/29 123", f"7 {number}", f"{number} / 123", f"pay: {number}."):
        assert contact.holds_card_number(told)


def test_nothing_that_is_left_out_hides_a_card_number():
    with pytest.raises(serializers.ValidationError):
        WordsField().run_validation("\x01\x02".join(["4242"] * 4))


@pytest.mark.parametrize(
    "told",
    [
        "00358 40 1234567",
        "+49 1512 3456789",
        "call 040 1234567 or 050 7654321, door 4242",
        "0049 151 23456789 / 0044 20 7946 0000",
        "4242 4242 4242 4241",
        "ring at 12, 3rd floor, code 1234 5678 9012",
    ],
)
def test_other_numbers_are_written_freely(told):
    assert not contact.holds_card_number(told)
    assert WordsField().run_validation(told) == told


@pytest.mark.parametrize(
    "written",
    [
        "+358 40 1234567",
        "00358-40-1234567",
        "040 123 4567",
        "(040) 1234567",
        "\u0660\u0664\u0660 \u0661\u0662\u0663\u0664\u0665\u0666\u0667",
    ],
)
def test_one_subscriber_however_the_number_is_written(written):
    assert contact.phone_key(written) == contact.phone_key("+358401234567")


@pytest.mark.parametrize(
    ("abroad", "at_home"),
    [
        ("+354 555 1234", "555 1234"),
        ("00372 712 3456", "712 3456"),
        ("+358 9 123 4567", "(09) 123 4567"),
        ("+1 (212) 555-0100", "1-212-555-0100"),
        ("+7 912 123-45-67", "8 912 123 45 67"),
        ("+49 (0)30 123456", "030 123456"),
        ("358401234567", "040 1234567"),
        ("+86 138 0013 8000", "13800138000"),
    ],
)
def test_one_subscriber_with_and_without_the_country(abroad, at_home):
    assert contact.phone_key(abroad) == contact.phone_key(at_home)
    assert contact.is_same_phone(abroad, at_home)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("123 4567", "+358 9 123 4567", True),
        ("555-0100", "+1 212 555 0100", True),
        ("040 1234567", "050 1234567", False),
        ("+1 212 555 0100", "+1 312 555 0100", False),
        ("234567", "+358 9 123 4568", False),
        ("34567", "+358 9 123 4567", False),
        ("", "", False),
        ("", "555-0100", False),
    ],
)
def test_a_number_without_its_area_is_one_with_it(one, other, same):
    assert contact.is_same_phone(one, other) is contact.is_same_phone(other, one) is same


@pytest.mark.parametrize("written", ["A.B@Example.com ", "a.b+pizza@example.com", "\uff41.b@example.com"])
def test_one_mailbox_however_its_address_is_written(written):
    assert contact.email_key(written) == "a.b@example.com"
    assert contact.email_key("a.b+1@gmail.com") == contact.email_key("AB@gmail.com")
    assert contact.email_key("a.b@googlemail.com") == contact.email_key("AB@gmail.com")
    assert contact.email_key("") == ""


@pytest.mark.parametrize(
    "domain", ["caf\u00e9.example", "cafe\u0301.example", "CAF\u00c9.example", "xn--caf-dma.example"]
)
def test_one_mailbox_however_its_domain_is_spelt(domain):
    assert contact.email_key(f"jose@{domain}") == "jose@xn--caf-dma.example"


def test_domains_of_two_owners_are_two():
    assert contact.email_key("a@stra\u00dfe.example") == contact.email_key("a@xn--strae-oqa.example")
    assert contact.email_key("a@stra\u00dfe.example") != contact.email_key("a@strasse.example")
    assert contact.email_on_the_wire("a@stra\u00dfe.example") == "a@xn--strae-oqa.example"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("FI-00120", "00120"),
        ("fi 00120", "00120"),
        ("D\u201300120", "00120"),
        ("\uff10\uff10\uff11\uff12\uff10", "00120"),
        ("\u0660\u0660\u0661\u0662\u0660", "00120"),
        ("SE 111 20", "11120"),
        ("PL 00-950", "00950"),
        ("10001-1234", "10001"),
        ("sw1a\u00a01aa", "SW1A1AA"),
        ("HM 12", "HM12"),
        ("VLT 1117", "VLT1117"),
        ("D02 X285", "D02X285"),
    ],
)
def test_one_postcode_however_it_is_written(written, key):
    assert contact.postcode_key(written) == contact.postcode_key(contact.postcode_text(written)) == key


def test_addresses_are_kept_in_composed_small_letters():
    assert EmailField().run_validation(" Jose@Cafe\u0301.Example ") == "jose@caf\u00e9.example"
    longest = contact.email_key(f"{'a' * 64}@{'\u00e9' * 189}")
    assert len(longest) <= contact.EMAIL_KEY


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (NameField(), "Jose\u0301\u00a0 A\nB", "Jos\u00e9 A B"),
        (HouseNumberField(), "7\u00a0 B", "7 B"),
        (PostcodeField(), "sw1a\u00a01aa", "SW1A 1AA"),
        (PostcodeField(), "", ""),
        (StreetField(), "\u202eBulevardi\ufeff", "Bulevardi"),
    ],
)
def test_text_is_stored_on_one_line(field, typed, stored):
    assert field.run_validation(typed) == stored


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_lengths_count_as_stored(name):
    field = FIELDS[name]()
    most = field.length
    letter = "1" if name != "phone" else "1 "
    fits = (letter * most)[: min(most, 20) if name == "phone" else most].strip()
    assert field.run_validation(f"\u00a0 {fits} \u00a0") == fits
    with pytest.raises(serializers.ValidationError):
        field.run_validation("1" * (most + 1))


def test_a_line_without_what_the_map_does_not_know():
    assert contact.address_line("Bulevardi", "7", "", "Helsinki") == "Bulevardi 7, Helsinki"
    assert contact.address_line("Bulevardi", "7", "", "") == "Bulevardi 7"
