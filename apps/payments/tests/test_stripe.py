"""What only Stripe's adapter has: its form bodies, its lists and its errors."""

import json

import jsonschema
import pytest
import stripe
from requests import Session

from apps.payments.domain.gateway import GatewayRefusal, GatewayUnavailable, Outage
from apps.payments.gateways.signatures import sign
from apps.payments.gateways.stripe import SIGNATURE_HEADER as STRIPE_HEADER
from apps.payments.gateways.stripe import WRITING_SECONDS, InTime, StripeGateway
from apps.payments.tests.benches import SECRET, Bench, Stripe, eur
from apps.payments.tests.stripe_double import StripeDouble, webhook_body
from apps.payments.tests.stripe_forms import SCHEMAS_ARE_HERE
from dominos.kernel.resilience.deadline import within
from dominos.kernel.webhook_signing import BadSignature


@pytest.fixture
def stripe_world():
    return Stripe()


def test_stripe_verifies_as_its_own_library_does(stripe_world):
    body = webhook_body("pi_1")
    stripe.WebhookSignature.verify_header(body.decode(), sign(body, SECRET), SECRET, 300)


def test_a_card_has_one_fingerprint_whatever_token_it_came_as(stripe_world):
    gateway = Bench(stripe_world).gateway
    assert gateway.identify("pm_1") == gateway.identify("pm_2") == "Xt5EWLLDS7FJjR1c"
    with pytest.raises(GatewayRefusal):
        gateway.identify("4242")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (429, GatewayUnavailable),
        (500, GatewayUnavailable),
        (401, GatewayUnavailable),
        (409, GatewayUnavailable),
        (400, GatewayRefusal),
        (stripe.APIConnectionError("gone"), GatewayUnavailable),
    ],
)
def test_stripe_errors_become_ours(stripe_world, monkeypatch, fault, error):
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_: 0)
    stripe_world.double.faults = [fault, fault]
    with pytest.raises(error):
        Bench(stripe_world).authorized()


@pytest.mark.parametrize(
    ("fault", "outage"),
    [
        (429, Outage.RATE_LIMITED),
        (500, Outage.ERROR),
        (401, Outage.REFUSES_US),
        (403, Outage.REFUSES_US),
        (stripe.APIConnectionError("gone"), Outage.NO_ANSWER),
    ],
)
def test_how_stripe_fails_is_said(stripe_world, monkeypatch, fault, outage):
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_: 0)
    stripe_world.double.faults = [fault, fault]
    with pytest.raises(GatewayUnavailable) as error:
        Bench(stripe_world).authorized()
    assert error.value.outage is outage


def test_stripe_retries_carry_the_same_key(stripe_world, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_: 0)
    stripe_world.double.faults = [503]
    stripe_world.gateway.authorize(Bench(stripe_world).wanted(), key="payment:1:authorize")
    assert [key for *_, key in stripe_world.double.requests] == ["payment:1:authorize"] * 2
    assert len(stripe_world.double.intents) == 1


@pytest.mark.skipif(not SCHEMAS_ARE_HERE, reason="Stripe's request schemas are not beside the project")
def test_the_schemas_would_catch_a_wrong_form(stripe_world):
    wrong = {"amount": "12.5", "currency": "eur", "capture_method": "later"}
    with pytest.raises(jsonschema.ValidationError):
        stripe_world.double.schemas.validate("/v1/payment_intents", wrong)


def test_stripe_events_about_charges_and_strangers(stripe_world):
    def reference(subject):
        event = {**json.loads(webhook_body("pi_1")), "data": {"object": subject}}
        body = json.dumps(event).encode()
        return stripe_world.gateway.parse_webhook(body, {STRIPE_HEADER: sign(body, SECRET)})[0].reference

    assert reference({"object": "charge", "id": "ch_1", "payment_intent": "pi_9"}) == "pi_9"
    assert reference({"object": "refund", "id": "re_1", "payment_intent": "pi_9"}) == "pi_9"
    assert reference({"object": "dispute", "id": "dp_1", "payment_intent": "pi_9"}) == "pi_9"
    assert reference({"object": "dispute", "id": "dp_1", "payment_intent": None, "charge": "ch_9"}) == "ch_9"
    assert reference({"object": "customer", "id": "cus_1"}) == ""
    with pytest.raises(BadSignature):
        stripe_world.gateway.parse_webhook(b"[]", {STRIPE_HEADER: sign(b"[]", SECRET)})


def test_a_dispute_that_names_only_its_charge_leads_to_its_payment(stripe_world):
    bench = Bench(stripe_world)
    captured = bench.captured()
    charge = stripe_world.double.intents[captured.reference]["latest_charge"]["id"]
    assert bench.gateway.retrieve(charge) == bench.gateway.retrieve(captured.reference)
    with pytest.raises(GatewayRefusal):
        bench.gateway.retrieve("ch_of_somebody_else")


def test_more_refunds_than_a_charge_shows_are_listed(stripe_world):
    bench = Bench(stripe_world)
    reference = bench.captured().reference
    bench.gateway.refund(reference, amount=eur(700), key="r")
    stripe_world.double.intents[reference]["latest_charge"]["refunds"]["has_more"] = True
    assert bench.gateway.retrieve(reference).refunded == 700
    assert stripe_world.double.requests[-1][1] == "/v1/refunds"


def test_stripe_is_asked_with_a_timeout(monkeypatch):
    monkeypatch.setenv("PAYMENTS_GATEWAY_TIMEOUT", "3.5")
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_x")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_x")
    made = []
    monkeypatch.setattr(stripe, "RequestsClient", lambda **options: made.append(options) or StripeDouble())
    StripeGateway.configured()
    assert [options["timeout"] for options in made] == [3.5]


def test_stripe_is_left_when_the_request_has_to_end(monkeypatch):
    taken = []
    monkeypatch.setattr(Session, "request", lambda *_, timeout, **__: taken.append(timeout))
    session = InTime()
    assert session.max_redirects == 0
    session.request("get", "https://stripe.example", timeout=3.5)
    with within(WRITING_SECONDS + 1):
        session.request("get", "https://stripe.example", timeout=3.5)
    with within(WRITING_SECONDS):
        session.request("get", "https://stripe.example", timeout=3.5)
    assert taken[0] == 3.5 and 0.5 < taken[1] <= 1 and 0 < taken[2] < 0.1
