"""What strangers write is read in a time that grows with its length, and not with the square of it."""

import time

import pytest
from rest_framework.serializers import ValidationError

from dominos.kernel.contact import holds_card_number
from dominos.kernel.edge.contact_fields import EmailField, NameField, WordsField
from dominos.kernel.person_names import BadName, person_name
from dominos.kernel.telemetry.logging import without_personal_data

SECONDS = 0.5
"""Of the processor. In the square of its length, each of these takes several."""
LONG = 60_000


@pytest.mark.parametrize("part", ["a", "_", "a-", "a.", "a@", "1 ", "1-", "+1"])
def test_a_line_of_the_log_is_masked_at_once(part):
    """Whoever asks for a path that is not there writes a line of ours."""
    began = time.process_time()
    without_personal_data(None, "", {"event": f"Not Found: /{part * (LONG // len(part))}"})
    assert time.process_time() - began < SECONDS


def test_addresses_are_masked_wherever_they_stand():
    event = {
        "event": "mail for a.b+c@x-y.example, <d@e.example> or x=f@g.example failed; call +358 40 1234567"
    }
    assert without_personal_data(None, "", event) == {
        "event": "mail for [email], <[email]> or x=[email] failed; call [phone]"
    }


@pytest.mark.parametrize("part", ["\u0327\u0302", "a.", "1-", "4111 1111 "])
@pytest.mark.parametrize("field", [EmailField(), NameField(), WordsField(max_length=500)])
def test_a_text_that_cannot_be_stored_is_refused_before_it_is_looked_at(field, part):
    began = time.process_time()
    with pytest.raises(ValidationError) as refused:
        field.run_validation(part * LONG)
    assert time.process_time() - began < SECONDS
    assert refused.value.get_codes() == ["max_length"]


def test_a_name_is_refused_by_its_length_first():
    began = time.process_time()
    with pytest.raises(BadName):
        person_name("\u0327\u0302" * LONG)
    assert time.process_time() - began < SECONDS


def test_a_card_number_is_looked_for_once_from_each_group():
    began = time.process_time()
    assert not holds_card_number("1-" * 2 * LONG)
    assert time.process_time() - began < 4 * SECONDS
