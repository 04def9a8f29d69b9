"""The real Stripe in test mode. Runs with a test key only: `STRIPE_SECRET_KEY=sk_test_... pytest -m live`."""

import os

import pytest
import stripe

from apps.payments.domain.gateway import AuthorizationRequest, Declined, GatewayStatus, SetupStatus
from apps.payments.gateways.stripe import StripeGateway
from apps.payments.tests.benches import eur
from dominos.kernel.ids import new_id

KEY = os.environ.get("STRIPE_SECRET_KEY", "")
TEST_KEY = "sk_test_"
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not KEY.startswith(TEST_KEY), reason=f"needs a key that starts with {TEST_KEY}"),
]


@pytest.fixture
def gateway():
    return StripeGateway(KEY, "", stripe.RequestsClient(timeout=30))


def wanted(token="pm_card_visa", **more):
    return AuthorizationRequest(
        payment_id=new_id(), order_id=new_id(), amount=2000, currency="EUR", token=token, **more
    )


def test_authorize_capture_in_part_and_refund(gateway):
    key = str(new_id())
    asked = wanted()
    seen = gateway.authorize(asked, key=key)
    assert gateway.authorize(asked, key=key).reference == seen.reference
    assert (seen.status, seen.authorized, seen.is_test) == (GatewayStatus.AUTHORIZED, 2000, True)
    assert gateway.capture(seen.reference, amount=eur(1500), key=f"{key}:c").captured == 1500
    assert gateway.refund(seen.reference, amount=eur(500), key=f"{key}:r").refunded == 500


def test_void_and_declines(gateway):
    seen = gateway.authorize(wanted(), key=str(new_id()))
    assert gateway.void(seen.reference, key=str(new_id())).status is GatewayStatus.VOIDED
    with pytest.raises(Declined) as caught:
        gateway.authorize(wanted("pm_card_visa_chargeDeclinedInsufficientFunds"), key=str(new_id()))
    assert caught.value.decline_code == "insufficient_funds"


def test_three_d_secure_asks_for_the_customer(gateway):
    seen = gateway.authorize(wanted("pm_card_threeDSecure2Required"), key=str(new_id()))
    assert seen.status is GatewayStatus.REQUIRES_ACTION
    assert seen.next_action.url.startswith("https://")


def test_a_saved_card(gateway):
    customer = gateway.create_customer(new_id(), key=str(new_id()))
    card = gateway.save_card(customer, "pm_card_visa", key=str(new_id()))
    assert (card.status, card.last4) == (SetupStatus.READY, "4242")
    paid = gateway.authorize(wanted(card.token, customer=customer), key=str(new_id()))
    assert paid.status is GatewayStatus.AUTHORIZED
    gateway.forget_card(card.token, key=str(new_id()))
    assert gateway.list_cards(customer) == ()
