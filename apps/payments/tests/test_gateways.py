"""One conformance suite for every gateway."""

from dataclasses import replace

import pytest

from apps.payments.domain.gateway import (
    Declined,
    Dispute,
    GatewayRefusal,
    GatewayStatus,
    SetupStatus,
)
from apps.payments.gateways.signatures import sign
from apps.payments.tests.benches import SECRET, Bench, Embedded, Stripe, eur
from dominos.kernel.ids import new_id
from dominos.kernel.webhook_signing import BadSignature

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[Embedded, Stripe])
def bench(request, monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", SECRET)
    return Bench(request.param())


def figures(seen):
    return seen.status, seen.authorized, seen.captured, seen.refunded


def test_authorize_reserves_and_takes_nothing(bench):
    wanted = bench.wanted()
    seen = bench.gateway.authorize(wanted, key="k")
    assert figures(seen) == (GatewayStatus.AUTHORIZED, 2000, 0, 0)
    assert (seen.payment_id, seen.currency, seen.is_test) == (wanted.payment_id, "EUR", True)
    assert bench.gateway.retrieve(seen.reference) == seen


def test_the_same_key_authorizes_once(bench):
    wanted = bench.wanted()
    first = bench.gateway.authorize(wanted, key="k")
    assert bench.gateway.authorize(wanted, key="k") == first
    assert bench.gateway.authorize(wanted, key="other").reference != first.reference


def test_a_key_of_another_call_is_refused(bench):
    bench.gateway.authorize(bench.wanted(), key="k")
    with pytest.raises(GatewayRefusal):
        bench.gateway.authorize(bench.wanted(), key="k")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
    ],
)
def test_declines_by_reason_again_with_the_same_key(bench, token, code):
    wanted = bench.wanted(token)
    for _ in range(2):
        with pytest.raises(Declined) as caught:
            bench.gateway.authorize(wanted, key="k")
        assert caught.value.decline_code == code
    assert figures(bench.gateway.retrieve(caught.value.reference)) == (GatewayStatus.FAILED, 0, 0, 0)


def test_an_unknown_token_is_refused(bench):
    with pytest.raises(GatewayRefusal):
        bench.authorized(token="pm_unknown")


def test_three_d_secure_approved(bench):
    seen = bench.authorized(token="pm_card_threeDSecure2Required")
    assert figures(seen) == (GatewayStatus.REQUIRES_ACTION, 0, 0, 0)
    assert bench.gateway.confirm(seen.reference, key="c1").status is GatewayStatus.REQUIRES_ACTION
    bench.world.resolve(seen.next_action.url, is_approved=True)
    confirmed = bench.gateway.confirm(seen.reference, key="c2")
    assert figures(confirmed) == (GatewayStatus.AUTHORIZED, 2000, 0, 0)
    assert confirmed.next_action is None


def test_three_d_secure_refused(bench):
    seen = bench.authorized(token="pm_card_threeDSecure2Required")
    bench.world.resolve(seen.next_action.url, is_approved=False)
    with pytest.raises(Declined) as caught:
        bench.gateway.confirm(seen.reference, key="c")
    assert caught.value.decline_code == "authentication_failed"


def test_an_unfinished_action_can_be_voided(bench):
    seen = bench.authorized(token="pm_card_threeDSecure2Required")
    assert bench.gateway.void(seen.reference, key="v").status is GatewayStatus.VOIDED


def test_increment_then_capture_the_whole(bench):
    seen = bench.authorized()
    more = bench.gateway.increment(seen.reference, amount=eur(2500), key="i")
    assert figures(more) == (GatewayStatus.AUTHORIZED, 2500, 0, 0)
    assert bench.gateway.capture(seen.reference, amount=eur(2500), key="c").captured == 2500
    with pytest.raises(GatewayRefusal):
        bench.gateway.increment(seen.reference, amount=eur(3000), key="i2")


def test_a_declined_increment_leaves_the_authorization(bench):
    seen = bench.authorized(token="pm_card_incrementDeclined")
    for key in ("i", "i", "another"):
        with pytest.raises(Declined) as caught:
            bench.gateway.increment(seen.reference, amount=eur(2500), key=key)
        assert caught.value.decline_code == "insufficient_funds"
    assert figures(bench.gateway.capture(seen.reference, amount=eur(2000), key="c"))[2] == 2000


def test_capture_in_part_once(bench):
    seen = bench.captured(1500)
    assert figures(seen) == (GatewayStatus.CAPTURED, 2000, 1500, 0)
    with pytest.raises(GatewayRefusal):
        bench.gateway.capture(seen.reference, amount=eur(500), key="again")


def test_capture_again_with_the_same_key(bench):
    reference = bench.authorized().reference
    first = bench.gateway.capture(reference, amount=eur(2000), key="c")
    assert bench.gateway.capture(reference, amount=eur(2000), key="c") == first


def test_capture_above_the_authorization_is_refused(bench):
    with pytest.raises(GatewayRefusal):
        bench.captured(2001)


def test_void_then_nothing_more(bench):
    reference = bench.authorized().reference
    assert figures(bench.gateway.void(reference, key="v")) == (GatewayStatus.VOIDED, 0, 0, 0)
    assert bench.gateway.void(reference, key="v").status is GatewayStatus.VOIDED
    with pytest.raises(GatewayRefusal):
        bench.gateway.capture(reference, amount=eur(1), key="c")


def test_refunds_in_parts_never_above_what_was_captured(bench):
    reference = bench.captured(1500).reference
    assert bench.gateway.refund(reference, amount=eur(1000), key="r1").refunded == 1000
    assert bench.gateway.refund(reference, amount=eur(1000), key="r1").refunded == 1000
    with pytest.raises(GatewayRefusal):
        bench.gateway.refund(reference, amount=eur(501), key="r2")
    assert figures(bench.gateway.refund(reference, amount=eur(500), key="r3")) == (
        GatewayStatus.CAPTURED,
        2000,
        1500,
        1500,
    )


def test_a_refund_that_came_back_is_told_from_those_that_stand_and_can_be_made_again(bench):
    reference = bench.captured(1500).reference
    bench.gateway.refund(reference, amount=eur(1000), key="r1")
    bench.gateway.refund(reference, amount=eur(500), key="r2")
    bench.world.fail_refund(reference)
    seen = bench.gateway.retrieve(reference)
    assert (seen.refunded, seen.refund_failed) == (1000, 500)
    again = bench.gateway.refund(reference, amount=eur(500), key="r2:1")
    assert (again.refunded, again.refund_failed) == (1500, 500)
    with pytest.raises(GatewayRefusal):
        bench.gateway.refund(reference, amount=eur(1), key="r3")


def test_nothing_captured_nothing_refunded(bench):
    with pytest.raises(GatewayRefusal):
        bench.gateway.refund(bench.authorized().reference, amount=eur(1), key="r")


def test_a_dispute_shows_and_blocks_refunds(bench):
    seen = bench.captured(token="pm_card_createDispute")
    assert disputed(seen) == disputed(bench.gateway.retrieve(seen.reference)) == (Dispute.OPEN, 2000)
    with pytest.raises(GatewayRefusal):
        bench.gateway.refund(seen.reference, amount=eur(1), key="r")


@pytest.mark.parametrize(("is_won", "outcome"), [(True, Dispute.WON), (False, Dispute.LOST)])
def test_a_dispute_is_won_or_lost_and_a_won_one_frees_the_money(bench, is_won, outcome):
    reference = bench.captured(token="pm_card_createDispute").reference
    bench.world.close_dispute(reference, is_won=is_won)
    assert disputed(bench.gateway.retrieve(reference)) == (outcome, 2000)
    if is_won:
        assert bench.gateway.refund(reference, amount=eur(1), key="r").refunded == 1
    else:
        with pytest.raises(GatewayRefusal):
            bench.gateway.refund(reference, amount=eur(1), key="r")


def test_an_undisputed_payment_says_so(bench):
    assert disputed(bench.captured()) == (Dispute.NONE, 0)


def disputed(seen):
    return seen.dispute, seen.disputed


def test_unknown_references_are_refused(bench):
    with pytest.raises(GatewayRefusal):
        bench.gateway.retrieve("pi_unknown")
    with pytest.raises(GatewayRefusal):
        bench.gateway.capture("pi_unknown", amount=eur(1), key="c")


def test_a_saved_card_pays_for_its_owner_until_it_is_forgotten(bench):
    customer = bench.gateway.create_customer(new_id(), key="c")
    assert bench.gateway.create_customer(new_id(), key="other") != customer
    card = bench.gateway.save_card(customer, "pm_card_visa", key="s")
    assert bench.gateway.save_card(customer, "pm_card_visa", key="s") == card
    assert (card.status, card.brand, card.last4, len(card.expires)) == (SetupStatus.READY, "visa", "4242", 7)
    assert [kept.token for kept in bench.gateway.list_cards(customer)] == [card.token]
    wanted = replace(bench.wanted(card.token), customer=customer)
    assert bench.gateway.authorize(wanted, key="a").status is GatewayStatus.AUTHORIZED
    with pytest.raises(GatewayRefusal):
        bench.gateway.authorize(replace(wanted, customer="cus_another"), key="b")
    bench.gateway.forget_card(card.token, key="f")
    bench.gateway.forget_card(card.token, key="f")
    assert bench.gateway.list_cards(customer) == ()
    with pytest.raises(GatewayRefusal):
        bench.gateway.authorize(wanted, key="d")
    with pytest.raises(GatewayRefusal):
        bench.gateway.forget_card("pm_never_kept", key="g")


@pytest.mark.parametrize("is_approved", [True, False])
def test_saving_a_card_may_need_its_owner(bench, is_approved):
    customer = bench.gateway.create_customer(new_id(), key="c")
    asked = bench.gateway.save_card(customer, "pm_card_threeDSecure2Required", key="s")
    assert (asked.status, asked.token) == (SetupStatus.REQUIRES_ACTION, "")
    bench.world.resolve_setup(asked.next_action.url, is_approved=is_approved)
    ended = bench.gateway.retrieve_card(asked.reference)
    assert ended.status is (SetupStatus.READY if is_approved else SetupStatus.FAILED)
    assert ended.decline_code == ("" if is_approved else "authentication_failed")
    assert len(bench.gateway.list_cards(customer)) == is_approved


def test_a_card_that_cannot_be_saved(bench):
    customer = bench.gateway.create_customer(new_id(), key="c")
    with pytest.raises(Declined) as caught:
        bench.gateway.save_card(customer, "pm_card_chargeDeclinedExpiredCard", key="s")
    assert caught.value.decline_code == "expired_card"
    with pytest.raises(GatewayRefusal):
        bench.gateway.save_card(customer, "pm_unknown", key="t")
    with pytest.raises(GatewayRefusal):
        bench.gateway.retrieve_card("seti_unknown")


def test_webhooks_name_their_payment_and_prove_their_sender(bench):
    seen = bench.authorized()
    body = bench.world.webhook(seen.reference)
    header = bench.world.header
    (event,) = bench.gateway.parse_webhook(body, {header: sign(body, SECRET)})
    assert (event.reference, bool(event.id), bool(event.type)) == (seen.reference, True, True)
    for forged in (
        {header: sign(body, "another secret")},
        {header: sign(body + b" ", SECRET)},
        {},
    ):
        with pytest.raises(BadSignature):
            bench.gateway.parse_webhook(body, forged)
