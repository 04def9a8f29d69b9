"""The protocol's document and the code say the same."""

import json

import pytest
from pydantic import ValidationError

from apps.delivery.contract.courier_protocol import (
    MAX_POSITIONS,
    FromCourier,
    Ping,
    Positions,
    PositionsHere,
    TokenRenew,
    frames_of,
    incoming,
    outgoing,
    parse,
)
from apps.delivery.use_cases.courier_commands import COMMANDS
from dominos.kernel.clock import now
from dominos.kernel.errors import Invalid
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.frames import MAX_FRAME


def test_every_message_of_the_courier_is_handled():
    assert set(frames_of(FromCourier)) == {*COMMANDS, Ping, Positions, PositionsHere, TokenRenew}


def test_positions_need_a_timezone():
    naive = now().replace(tzinfo=None).isoformat()
    row = {"sequence": 1, "lat": 1.0, "lon": 1.0, "accuracy": 1.0, "at": naive}
    with pytest.raises(Invalid) as refused:
        parse(json.dumps({"id": "1", "type": "position", "positions": [row]}))
    assert refused.value.errors[0].field == "positions.0.at"


def test_a_batch_has_a_limit():
    row = {"lat": -60.12345678901234, "lon": -120.12345678901234, "accuracy": 13.399999618530273}
    rows = [{**row, "sequence": 2**53 - n, "at": now().isoformat()} for n in range(1, MAX_POSITIONS + 2)]
    with pytest.raises(Invalid):
        parse(json.dumps({"id": "1", "type": "position", "positions": rows}))
    largest = json.dumps({"id": "x" * 64, "type": "position", "positions": rows[:MAX_POSITIONS]})
    assert len(parse(largest).positions) == MAX_POSITIONS
    assert len(largest) < MAX_FRAME


@pytest.mark.parametrize(
    "told",
    [
        {"type": "delivery.write", "text": "4111 1111 1111 1111"},
        {"type": "delivery.write", "text": "see https://evil.example"},
        {"type": "delivery.write", "text": " \n "},
        {"type": "delivery.fail", "reason": "their card: 4111-1111-1111-1111"},
    ],
)
def test_words_have_the_rules_of_forms(told):
    with pytest.raises(Invalid) as refused:
        parse(json.dumps({"id": "1", "delivery": str(new_id()), **told}))
    assert [error.field for error in refused.value.errors] == ["text" if "text" in told else "reason"]


def test_both_directions_have_a_schema():
    assert incoming.json_schema()
    assert outgoing.json_schema()
    with pytest.raises(ValidationError):
        outgoing.validate_python({"type": "nonsense"})
