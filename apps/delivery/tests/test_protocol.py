"""The protocol's document and the code say the same."""

import json

import pytest
from django.core.management import call_command
from pydantic import ValidationError

from apps.delivery.contract.courier_protocol import (
    MAX_POSITIONS,
    FromCourier,
    Ping,
    Positions,
    PositionsHere,
    TokenRenew,
    incoming,
    outgoing,
    parse,
)
from apps.delivery.management import asyncapi
from apps.delivery.use_cases.courier_commands import COMMANDS
from dominos.kernel.clock import now
from dominos.kernel.errors import Invalid
from dominos.kernel.frames import MAX_FRAME


def test_the_committed_document_is_up_to_date():
    call_command("asyncapi", check=True)


def test_every_message_of_the_courier_is_handled():
    assert set(asyncapi._frames(FromCourier)) == {*COMMANDS, Ping, Positions, PositionsHere, TokenRenew}


def test_the_document_names_every_message_once():
    document = asyncapi.document()
    messages = document["components"]["messages"]
    assert len({message["name"] for message in messages.values()}) == len(messages)
    used = json.dumps(document["operations"])
    assert all(f"#/channels/courier/messages/{name}" in used for name in messages)
    schemas = document["components"]["schemas"]
    assert all(message["payload"]["$ref"].rsplit("/", 1)[1] in schemas for message in messages.values())


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


def test_both_directions_have_a_schema():
    assert incoming.json_schema()
    assert outgoing.json_schema()
    with pytest.raises(ValidationError):
        outgoing.validate_python({"type": "nonsense"})
