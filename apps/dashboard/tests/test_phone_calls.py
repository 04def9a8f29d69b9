"""What telephone providers report of calls, and whose desk hears of it."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.test import Client

from apps.dashboard.domain.phone_calls import PROVIDERS, RingingCall
from dominos.kernel.clock import now
from dominos.kernel.telephone_signing import Sent

TWILIO, EMBEDDED = PROVIDERS["twilio"], PROVIDERS["embedded"]
EXAMPLE = Sent(
    "https://mycompany.com/myapp.php?foo=1&bar=2",
    {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    },
    "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
)
"""The example of Twilio's own libraries. Source: github.com/twilio/twilio-python, test_request_validator.py."""


def test_a_report_is_signed_as_twilio_signs_it():
    assert TWILIO.is_signed("12345", EXAMPLE)
    assert not TWILIO.is_signed("54321", EXAMPLE)
    assert not TWILIO.is_signed("12345", replace(EXAMPLE, fields={**EXAMPLE.fields, "To": "+1"}))
    assert not TWILIO.is_signed("12345", replace(EXAMPLE, signature="é"))


@pytest.mark.parametrize(
    ("fields", "call"),
    [
        (
            {"CallStatus": "ringing", "To": "sip:12@pbx.example", "From": "+358501"},
            RingingCall("12", "+358501"),
        ),
        ({"CallStatus": "ringing", "To": "client:aino", "From": "anonymous"}, RingingCall("aino", "")),
        ({"CallStatus": "completed", "To": "12", "From": "+358501"}, None),
        ({"CallStatus": "ringing", "To": "12/../../board", "From": "+358501"}, None),
        ({"CallStatus": "ringing", "To": "1" * 41, "From": "+358501"}, None),
        ({"CallStatus": "ringing", "To": "12", "From": "+358501" * 9}, RingingCall("12", "")),
        ({}, None),
    ],
)
def test_which_desk_rings_and_who_calls(fields, call):
    assert TWILIO.ringing_call(replace(EXAMPLE, fields=fields)) == call


def posted(fields, provider="embedded", token="secret"):
    signed = PROVIDERS[provider].signature(token, Sent("", fields, ""))
    web = Client(enforce_csrf_checks=True)
    return web.post(f"/phone-calls/{provider}", fields, headers={"Signature": signed}).status_code


def test_only_the_provider_is_believed(settings, monkeypatch):
    told = []
    monkeypatch.setattr("apps.dashboard.pages.ring", told.append)
    fields = {
        "status": "ringing",
        "extension": "12",
        "number": "+358 50 765 4321",
        "timestamp": format_datetime(now()),
    }
    settings.PHONE_CALLS_TOKEN = ""
    assert posted(fields) == 404, "no calls are taken"
    settings.PHONE_CALLS_TOKEN = "secret"
    assert posted(fields, token="guessed") == 401
    assert posted(fields, provider="twilio") == 401
    assert Client().post("/phone-calls/other", fields).status_code == 404
    assert Client().get("/phone-calls/embedded").status_code == 405
    for stamp in ("", "yesterday", format_datetime(now() - timedelta(minutes=6))):
        assert posted({**fields, "timestamp": stamp}) == 401, "heard once and sent again"
    assert told == []
    assert posted(fields) == 204
    assert posted(fields) == posted({**fields, "status": "completed"}) == 204
    assert told == [RingingCall("12", "+358 50 765 4321")]
