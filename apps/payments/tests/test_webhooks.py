"""Webhooks: genuine ones are kept once and followed, in any order, early, twice or never."""

import json

import pytest

from apps.payments.contract.commands import CapturePayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.gateways.embedded.bank import resolve_action
from apps.payments.gateways.embedded.payments import webhook_body
from apps.payments.gateways.embedded.webhooks import deliver_due
from apps.payments.gateways.signatures import sign
from apps.payments.models import EmbeddedEvent, EmbeddedPayment, Payment, WebhookEvent
from apps.payments.processing.webhooks import handle_due
from apps.payments.tests.builders import WEBHOOK_SECRET, events, post_webhook, status_of
from dominos.kernel import clock
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)


def sent():
    """The bodies the gateway wants to send, oldest first."""
    return [event.body.encode() for event in EmbeddedEvent.objects.order_by("id")]


def test_an_approval_we_never_asked_about_arrives_by_webhook(world, pay):
    order = world.order()
    pay(order.order_id, "pm_card_threeDSecure2Required")
    resolve_action(EmbeddedPayment.objects.get().action_token, is_approved=True)
    assert post_webhook(sent()[-1]).status_code == 200
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
    assert len(events("payment_authorized", order.order_id)) == 1


def test_a_replay_is_a_200_without_effect(world, pay):
    order = world.order()
    pay(order.order_id)
    body = sent()[0]
    answers = at_once(5, lambda _: post_webhook(body))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert WebhookEvent.objects.count() == 1
    assert len(events("payment_authorized", order.order_id)) == 1


def test_any_order_twice(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    for body in [*reversed(sent()), *sent()]:
        assert post_webhook(body).status_code == 200
    assert status_of(order.order_id) is PaymentStatus.CAPTURED
    assert len(events("payment_captured", order.order_id)) == 1
    assert WebhookEvent.objects.filter(handled_at=None).count() == 0


def test_before_our_own_reply(world, pay, faulty):
    """The webhook is there before the gateway's answer to the authorization."""
    order = world.order()
    url = f"/api/v1/payments/webhooks/{faulty.name}"

    def webhook_first(_):
        faulty.before_reply = lambda _: None
        at_once(1, lambda _: post_webhook(sent()[0], url=url))

    faulty.before_reply = webhook_first
    assert pay(order.order_id).status_code == 201
    assert WebhookEvent.objects.exclude(handled_at=None).count() == 1
    assert len(events("payment_authorized", order.order_id)) == 1


def test_kept_even_if_the_gateway_is_down_and_handled_later(world, pay, faulty):
    order = world.order()
    pay(order.order_id, "pm_card_threeDSecure2Required")
    resolve_action(EmbeddedPayment.objects.get().action_token, is_approved=True)
    faulty.lost_requests = 2
    assert post_webhook(sent()[-1], url=f"/api/v1/payments/webhooks/{faulty.name}").status_code == 200
    assert status_of(order.order_id) is PaymentStatus.REQUIRES_ACTION
    with clock.stopped() as stopped:
        stopped.advance(hours=1)
        handle_due()
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=1,v1=00",
        "t=9999999999,v1=00",
        "t=²,v1=00",
        f"t={'9' * 6000},v1=00",
        f"v1={'0' * 64}",
    ],
)
def test_a_bad_signature_is_refused_and_leaves_nothing(world, pay, signature):
    pay(world.order().order_id)
    answer = post_webhook(sent()[0], signature)
    assert (answer.status_code, answer.data["code"]) == (400, "bad-signature")
    assert not WebhookEvent.objects.exists()


def test_the_signature_covers_the_raw_bytes_and_lives_300_seconds(world, pay):
    pay(world.order().order_id)
    body = sent()[0]
    with clock.stopped() as stopped:
        signature = sign(body, WEBHOOK_SECRET)
        assert post_webhook(json.dumps(json.loads(body), indent=1).encode(), signature).status_code == 400
        stopped.advance(seconds=299)
        assert post_webhook(body, signature).status_code == 200
        stopped.advance(seconds=2)
        assert post_webhook(body, signature).status_code == 400


def test_a_webhook_of_many_events_is_stored_at_once_and_what_tells_nothing_new_is_handled(world, pay):
    known, unknown = world.order(), world.order()
    pay(known.order_id)
    pay(unknown.order_id, "pm_card_threeDSecure2Required")
    resolve_action(EmbeddedPayment.objects.get(order_id=unknown.order_id).action_token, is_approved=True)
    body = webhook_body([body.decode() for body in sent()]).encode()
    received = post_webhook(body).json()["received"]
    assert received == list(EmbeddedEvent.objects.order_by("id").values_list("id", flat=True))
    assert [status_of(order.order_id) for order in (known, unknown)] == [PaymentStatus.AUTHORIZED] * 2
    waited = dict(WebhookEvent.objects.values_list("event_id", "attempts"))
    assert [waited[event] for event in received] == [0, 0, 1], "asked for what is new alone"
    assert not WebhookEvent.objects.filter(handled_at=None).exists()


def test_a_gateway_not_in_use_has_no_endpoint():
    assert post_webhook(b"{}", url="/api/v1/payments/webhooks/stripe").status_code == 404


def test_the_embedded_gateway_posts_to_the_real_endpoint(world, pay, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    order = world.order()
    pay(order.order_id, "pm_card_threeDSecure2Required")
    resolve_action(EmbeddedPayment.objects.get().action_token, is_approved=True)
    assert deliver_due() == 2
    assert EmbeddedEvent.objects.filter(delivered_at=None).count() == 0
    assert Payment.objects.get().status == "AUTHORIZED"
    assert deliver_due() == 0


def test_an_event_that_is_refused_holds_no_other_up(world, pay, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    pay(world.order().order_id)
    (good,) = EmbeddedEvent.objects.all()
    bad = EmbeddedEvent.objects.create(id="eevt_bad", type="unknown", body=webhook_body(["{}"]))
    assert deliver_due() == 2
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.delivered_at is None, bad.delivered_at is None, bad.due_at > clock.now()) == (
        False,
        True,
        True,
    )


def test_a_webhook_nobody_takes_comes_again(world, pay, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    pay(world.order().order_id)
    assert deliver_due() == 1
    assert EmbeddedEvent.objects.get().delivered_at is None
    assert deliver_due() == 0
    with clock.stopped() as stopped:
        stopped.advance(minutes=1)
        assert deliver_due() == 1


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b"{}", b'{"id": "1", "type": "x", "created": 1}', b"[" * 100_000]
)
def test_what_is_signed_and_no_event_is_refused(world, body):
    assert post_webhook(body, sign(body, WEBHOOK_SECRET)).status_code == 400
    assert not WebhookEvent.objects.exists()
