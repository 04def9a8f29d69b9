"""No card number anywhere: not in the schema, not in messages, not in what is written for operators."""

import json
import re
from uuid import UUID

from django.apps import apps
from django.conf import settings

from apps.payments.contract.card_numbers import fields_with_card_numbers, looks_like_card_number

CARD_FIELD = re.compile(r"(^|_)(pan|cvc2?|cvv2?|cvn|card_?(number|no)|magstripe|track_?[12])(_|$)")


def test_an_id_whose_digits_happen_to_pass_the_check_is_no_card():
    unlucky = UUID("01a202cc-c2c5-7090-8461-1796803c4111")
    assert looks_like_card_number("5709 0846 1179 6803")
    assert not looks_like_card_number(str(unlucky))
    assert looks_like_card_number(f"{unlucky} 4242-4242-4242-4242")


def test_no_table_has_a_place_for_card_data():
    fields = [(model, field.name) for model in apps.get_models() for field in model._meta.get_fields()]
    assert not [(model, name) for model, name in fields if CARD_FIELD.search(name)]
    assert CARD_FIELD.search("card_number")
    assert CARD_FIELD.search("cvc")


def test_no_message_no_fixture_and_no_document_holds_a_card_number():
    """The page on money and the published test tokens included; what tests refuse is in tests only."""
    samples = list(settings.BASE_DIR.glob("apps/*/contract/samples/*.json"))
    assert len(samples) > 20
    assert not [path.name for path in samples if list(fields_with_card_numbers(json.loads(path.read_text())))]
    texts = [settings.BASE_DIR / "docs" / "money.md", *settings.BASE_DIR.glob("apps/payments/**/*.py")]
    ours = [path for path in texts if "tests" not in path.parts]
    assert not [
        path for path in ours for line in path.read_text().splitlines() if looks_like_card_number(line)
    ]
