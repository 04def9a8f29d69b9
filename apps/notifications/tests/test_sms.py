"""What an SMS says, how much it costs, and who it is from. Pure."""

import pytest

from apps.notifications.domain.sms import MAX_PARTS, parts_of, sender_for, sms_text
from dominos.kernel.contact import dialled, international


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+358 40 123 4567", "+358401234567"),
        ("00358-40-1234567", "+358401234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+49 (0)30/123 45-67", "+49301234567"),
        ("0044 (0) 20 7946 0958", "+442079460958"),
        ("040 1234567", ""),
        ("112", ""),
        ("+358 40 123 4567 12345", ""),
        ("+0401234567", ""),
    ],
)
def test_only_a_number_with_its_country_can_be_sent_an_sms(phone, number):
    assert international(phone) == number


@pytest.mark.parametrize(
    ("phone", "store", "number"),
    [
        ("050 123 4567", "+358 9 5550 103", "+358501234567"),
        ("(212) 555-0100", "+1 201 555 0123", "+12125550100"),
        ("03-1234-5678", "+81 3 1234 5678", "+81312345678"),
        ("+46 70 123 45 67", "+358 9 5550 103", "+46701234567"),
        *(("12345", "+358 9 5550 103", ""), ("050 123 4567", "09 5550 103", ""), ("050 123 4567", "", "")),
    ],
)
def test_a_number_without_its_country_is_in_that_of_the_store(phone, store, number):
    assert dialled(phone, store) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        *(("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3)),
        *(("€" * 80, 1), ("€" * 81, 2), ("å" * 160, 1)),
        *(("я" * 70, 1), ("я" * 71, 2), ("🍕" * 35, 1), ("🍕" * 36, 2), ("", 1)),
    ],
)
def test_parts_are_counted_as_networks_do(text, parts):
    assert parts_of(text) == parts


def test_an_sms_names_the_brand_and_a_code_warns_and_nothing_breaks_the_line_or_turns_it():
    text = sms_text("Dominos", "012345 is your code", "", "Never tell it to anybody.")
    assert text == "Dominos: 012345 is your code. Never tell it to anybody."
    evil = sms_text("Dominos", "Hello\u202e\r\nBcc: x \u2013 \u201cyes\u201d", "https://p.example/t")
    assert evil == 'Dominos: Hello Bcc: x - "yes". https://p.example/t'
    assert sms_text("Dominos", "How was it?", "") == "Dominos: How was it?"
    assert parts_of(sms_text("Dominos", "🍕" * 200, "https://p.example/t")) <= MAX_PARTS
    assert sms_text("Dominos", "🍕" * 200, "https://p.example/t").endswith("https://p.example/t")


def test_the_sender_is_that_of_the_numbers_market():
    senders = {"": "Pizza", "+358": "Dominos", "+35840": "Dominos40"}
    assert [sender_for(n, senders) for n in ("+358401", "+35850", "+4670")] == [
        "Dominos40",
        "Dominos",
        "Pizza",
    ]
    assert sender_for("+1", {}) == ""
