"""Signatures, scopes and what an attempt comes to."""

from datetime import UTC, datetime

import pytest

from apps.partners.contract.subscriptions import ON_DEMAND
from apps.partners.domain.attempts import Result
from apps.partners.domain.bodies import body_of
from apps.partners.domain.events import EVENTS_OF, SOURCES, WebhookEvent
from apps.partners.queries.payloads import PAYLOADS
from dominos.kernel.webhook_signing import headers_of, new_secret


def test_a_signature_is_that_of_the_standard():
    """Source: the test vector of the standard's own libraries."""
    secret, id = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = headers_of(id, at, b'{"test": 2432232314}', [secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (id, "1614265330")
    both = headers_of(id, at, b"{}", [secret, new_secret()])["webhook-signature"].split()
    assert len(both) == 2 and all(each.startswith("v1,") for each in both)


def test_a_body_is_the_same_bytes_each_time():
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    body = body_of("order.placed", at, {"b": 1, "a": "ä"})
    assert (
        body == '{"data":{"a":"ä","b":1},"timestamp":"2026-01-02T03:04:05Z","type":"order.placed"}'.encode()
    )


def test_every_event_has_a_source_and_a_payload_and_is_asked_for():
    assert set(SOURCES) == set(PAYLOADS) == set(WebhookEvent)
    assert set(EVENTS_OF) == set(ON_DEMAND)
    people = {"customer_id", "courier_id", "recipient", "reason", "note"}
    assert not any(people & set(answer.model_fields) for answer in PAYLOADS.values())


@pytest.mark.parametrize(
    ("status", "taken", "receivers"),
    [
        (200, True, False),
        (204, True, False),
        (302, False, False),
        (400, False, False),
        (410, False, False),
        (429, False, True),
        (503, False, True),
        (None, False, True),
    ],
)
def test_what_an_attempt_comes_to(status, taken, receivers):
    result = Result(status)
    assert (result.is_taken, result.is_receivers, result.is_gone) == (taken, receivers, status == 410)
