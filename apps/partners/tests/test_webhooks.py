"""From a key that the admin has made to an event that a real receiver verifies; what fails is tried again in order."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.menu.contract.events import MenuAvailabilityChanged
from apps.orders.contract.events import OrderAdvanced
from apps.orders.contract.types import OrderStatus
from apps.partners import tasks
from apps.partners.domain.attempts import MAX_TRIES, DeliveryState
from apps.partners.models import ApiKey, Attempt, Delivery, Partner, Webhook
from apps.partners.tests.receiver import is_signed, receiving
from apps.partners.use_cases import keys, sending, webhooks
from apps.payments.contract.events import PaymentRefunded
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.auth.rights import revocations
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.outbox import table
from dominos.kernel.testing.api import client
from dominos.kernel.unit_of_work import publish, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ("webhooks", "orders:read", "stores:read")
STORE = new_id()
HOOKS = "/api/v1/partners/webhooks"


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def partner():
    return Partner.objects.create(name="Marketplace", store_ids=[STORE])


def api_of(partner, scopes=ALL, **options):
    """A client with a token for a new key of the partner."""
    made, key = keys.make_key(partner, "test", scopes, 600, by=None, **options)
    answer = client().post("/api/v1/partners/token", {"key": key})
    assert answer.status_code == 200, answer.content
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    api.key, api.row = key, made
    return api


@pytest.fixture
def api(partner):
    return api_of(partner)


@pytest.fixture
def webhook(api, receiver):
    """A webhook that was made by the API, with its secret."""
    made = api.post(HOOKS, {"url": receiver.url, "events": ["order.advanced", "menu.availability_changed"]})
    assert made.status_code == 201, made.content
    return made.json()


def advance(*statuses, order_id=None, store_id=STORE):
    """Has an order go through these states, as its app tells of it."""
    order_id = order_id or new_id()
    for sequence, (before, after) in enumerate(pairwise(statuses)):
        event = OrderAdvanced(
            order_id=order_id,
            number="2026-05-01#1",
            store_id=store_id,
            business_date=now().date(),
            customer_id=new_id(),
            service=ServiceMethod.DELIVERY,
            previous=before,
            status=after,
            currency="EUR",
            total=1250,
            promised_from=now(),
            promised_to=now(),
            reason="her name is Anna",
            at=now(),
        )
        with unit_of_work("orders"):
            publish(event, subject=order_id, sequence=sequence)
    return order_id


WAY = (OrderStatus.PLACED, OrderStatus.ACCEPTED, OrderStatus.PREPARING, OrderStatus.READY)


def log_of(api, webhook):
    return api.get(f"{HOOKS}/{webhook['id']}/deliveries").json()["results"]


def test_an_event_reaches_its_receiver_signed_once_and_without_anybodys_words(api, webhook, receiver):
    advance(*WAY)
    tasks.ask()
    tasks.ask()
    assert receiver.told() == ["order.advanced"] * 3
    assert [data["status"] for data in receiver.told("data")] == ["ACCEPTED", "PREPARING", "READY"]
    assert all(is_signed(came, webhook["secret"]) for came in receiver.came)
    assert b"Anna" not in receiver.came[0][1] and b"customer" not in receiver.came[0][1]
    assert {each["state"] for each in log_of(api, webhook)} == {"DELIVERED"}
    one = api.get(f"/api/v1/partners/deliveries/{receiver.ids()[0]}").json()
    assert one["data"].encode() == receiver.came[0][1]
    assert [each["status"] for each in one["tries"]] == [200]
    Attempt.objects.bulk_create(Attempt(delivery_id=one["id"], status=503) for _ in range(MAX_TRIES))
    again = api.get(f"/api/v1/partners/deliveries/{one['id']}").json()
    assert [each["status"] for each in again["tries"]] == [503] * MAX_TRIES


def test_nothing_is_stored_for_partners_while_nobody_listens(partner):
    api_of(partner)
    advance(*WAY)
    assert not table("orders", "OutboxDelivery").objects.filter(receiver="partners").exists()
    with CaptureQueriesContext(connection) as queries:
        tasks.ask()
    assert len(queries) == 1
    assert not table("orders", "OutboxDelivery").objects.filter(receiver="partners").exists()


def test_who_is_not_asked_for_is_not_told(api, webhook, receiver, partner):
    other = Partner.objects.create(name="Other", store_ids=[])
    api_of(other).post(HOOKS, {"url": receiver.url, "events": ["menu.published"]})
    advance(*WAY[:2], store_id=new_id())
    event = MenuAvailabilityChanged(store_id=STORE, codes=("P",), unorderable=())
    with unit_of_work("menu"):
        publish(event, subject=STORE)
    tasks.ask()
    assert receiver.told() == ["menu.availability_changed"], "of another store, and another event, not"


def test_a_refund_is_told_with_nothing_of_why(partner, receiver):
    made = api_of(partner).post(HOOKS, {"url": receiver.url, "events": ["order.refunded"]})
    assert made.status_code == 201, made.content
    refunded = PaymentRefunded(
        order_id=new_id(), payment_id=new_id(), amount=500, currency="EUR", reason="cold", store_id=STORE
    )
    with unit_of_work("payments"):
        publish(refunded, subject=refunded.order_id)
        publish(replace(refunded, store_id=new_id()), subject=refunded.order_id)
    tasks.ask()
    (told,) = receiver.told("data")
    assert told == {
        "order_id": str(refunded.order_id),
        "store_id": str(STORE),
        "amount": 500,
        "currency": "EUR",
    }


def test_what_fails_is_tried_later_and_holds_up_only_what_is_about_the_same(api, webhook, receiver):
    with clock.stopped() as stopped:
        receiver.answers.append(400)
        first = advance(*WAY)
        tasks.ask()
        assert [each["attempts"] for each in log_of(api, webhook)] == [0, 0, 1]
        other = advance(*WAY[:2])
        tasks.ask()
        assert [data["order_id"] for data in receiver.told("data")] == [str(first), str(other)]
        stopped.advance(seconds=10)
        tasks.send_all()
    came = [data["status"] for data in receiver.told("data") if data["order_id"] == str(first)]
    assert came == ["ACCEPTED", "ACCEPTED", "PREPARING", "READY"]
    assert receiver.ids()[0] == receiver.ids()[2], "the same event has the same id"


@pytest.mark.slow
def test_a_receiver_that_is_down_is_asked_by_one_event_ever_more_seldom_and_given_up_after_a_day(
    api, webhook, receiver
):
    receiver.always = 503
    with clock.stopped() as stopped:
        for _ in range(6):
            advance(*WAY[:2])
        tasks.ask()
        tried = len(receiver.came)
        assert tried <= sending.AT_ONCE
        for _ in range(30):
            stopped.advance(hours=1)
            tasks.send_all()
        assert len(receiver.came) - tried <= 30, "one event at a time finds out"
        dead = api.get(f"{HOOKS}/{webhook['id']}/deliveries?state=DEAD").json()["results"]
        assert len(dead) == 6
        receiver.always = 200
        before = len(receiver.came)
        assert api.post(f"{HOOKS}/{webhook['id']}/replay", {}).json() == {"count": 6}
        tasks.send_all()
        assert len(receiver.came) - before == 6
    assert {each["state"] for each in log_of(api, webhook)} == {"DELIVERED"}
    again = api.post(f"/api/v1/partners/deliveries/{dead[0]['id']}/replay")
    assert again.status_code == 202 and receiver.ids()[-1] == dead[0]["id"]


def test_who_is_gone_is_told_nothing_more(api, webhook, receiver):
    receiver.always = 410
    with clock.stopped() as stopped:
        advance(*WAY)
        tasks.ask()
        assert len(receiver.came) == 1
        found = api.get(f"{HOOKS}/{webhook['id']}").json()
        assert (found["is_active"], found["ended"]) == (False, "the receiver answered 410")
        for way in ("replay", "test"):
            assert api.post(f"{HOOKS}/{webhook['id']}/{way}", {}).json()["code"] == "webhook-off"
        receiver.always = 200
        assert api.patch(f"{HOOKS}/{webhook['id']}", {"is_active": True}).json()["ended"] == ""
        stopped.advance(seconds=10)
        tasks.send_all()
        assert len(receiver.came) == 4, "what has waited is sent"


def test_what_waits_for_a_webhook_that_is_off_is_given_up_after_a_day(api, webhook, receiver):
    with clock.stopped() as stopped:
        receiver.answers.append(400)
        advance(*WAY)
        tasks.ask()
        api.patch(f"{HOOKS}/{webhook['id']}", {"is_active": False})
        stopped.advance(days=1)
        sending.send_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"DEAD"}


def test_a_change_leaves_what_another_one_has_changed(api, webhook):
    held = Webhook.objects.get()
    api.post(f"{HOOKS}/{webhook['id']}/secret")
    webhooks.change(held, {"is_active": True}, ALL, api.row.id)
    renewed = Webhook.objects.get()
    assert renewed.secret != held.secret and renewed.previous_secret


def test_a_webhook_that_is_deleted_while_it_is_served_stops_nobody(api, webhook, receiver, monkeypatch):
    own = sending.secrets_of
    with clock.stopped() as stopped:
        receiver.answers.append(503)
        advance(*WAY)
        tasks.ask()
        monkeypatch.setattr(
            sending, "secrets_of", lambda served: (own(served), webhooks.delete(served, api.row.id))[0]
        )
        stopped.advance(seconds=10)
        sending.send_due()
    assert len(receiver.came) == 2 and not Delivery.objects.exists()


def test_both_secrets_sign_for_a_day(api, webhook, receiver):
    with clock.stopped() as stopped:
        new = api.post(f"{HOOKS}/{webhook['id']}/secret").json()["secret"]
        assert api.post(f"{HOOKS}/{webhook['id']}/test").status_code == 202
        assert receiver.told() == ["webhook.test"]
        assert is_signed(receiver.came[0], new) and is_signed(receiver.came[0], webhook["secret"])
        stopped.advance(days=1)
        sending.send_due()
        Webhook.objects.get()
        api_of(Partner.objects.get()).post(f"{HOOKS}/{webhook['id']}/test")
    assert is_signed(receiver.came[1], new) and not is_signed(receiver.came[1], webhook["secret"])
    stored = Webhook.objects.get()
    assert new not in stored.secret


def test_a_token_does_what_its_key_is_for(partner, receiver):
    reads_stores = api_of(partner, ("webhooks", "stores:read"))
    refused = reads_stores.post(HOOKS, {"url": receiver.url, "events": ["order.placed"]})
    assert (refused.status_code, refused.json()["code"], refused.json()["scope"]) == (
        403,
        "scope-missing",
        "orders:read",
    )
    assert api_of(partner, ("orders:read",)).get(HOOKS).status_code == 403
    assert reads_stores.get("/api/v1/orders").status_code == 403
    assert reads_stores.get("/api/v1/users/me").status_code == 403
    private = reads_stores.post(HOOKS, {"url": "https://10.0.0.1/", "events": ["menu.published"]})
    assert private.json()["errors"][0]["field"] == "url"


def test_a_key_that_is_revoked_opens_nothing_within_a_minute(api, partner):
    assert api.get(HOOKS).status_code == 200
    with clock.stopped() as stopped:
        keys.revoke([api.row], None)
        stopped.advance(seconds=16)
        revocations.forget()
        assert api.get(HOOKS).status_code == 401
    assert client().post("/api/v1/partners/token", {"key": api.key}).json()["code"] == "key-not-valid"


def test_a_rotated_key_goes_on_for_a_day_beside_the_next(api, partner):
    with clock.stopped() as stopped:
        _, key = keys.rotate(api.row, None)
        for each in (api.key, key):
            assert client().post("/api/v1/partners/token", {"key": each}).status_code == 200
        stopped.advance(days=1, seconds=1)
        assert client().post("/api/v1/partners/token", {"key": api.key}).status_code == 401
        assert client().post("/api/v1/partners/token", {"key": key}).status_code == 200
    agreed = now() + timedelta(days=30)
    ending, _ = keys.make_key(partner, "project", ALL, 600, by=None, ends_at=agreed)
    assert keys.rotate(ending, None)[0].ends_at == agreed, "it lasts no longer than was agreed"
    stored = ApiKey.objects.get(id=api.row.id)
    assert api.key not in str(vars(stored)) and len(stored.digest) == 64


def test_a_partner_that_is_switched_off_hears_nothing_more(api, webhook, receiver, partner):
    partner.is_active = False
    keys.save_partner(partner, None)
    advance(*WAY)
    tasks.ask()
    assert not receiver.came and not Delivery.objects.filter(state=DeliveryState.PENDING).exists()
    revocations.forget()
    assert api.get(HOOKS).status_code == 401


def test_a_key_has_a_limit_of_its_own(partner):
    _, key = keys.make_key(partner, "slow", ALL, 2, by=None)
    access = client().post("/api/v1/partners/token", {"key": key}).json()["access"]
    api = client()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    assert [api.get(HOOKS).status_code for _ in range(3)] == [200, 200, 429]
