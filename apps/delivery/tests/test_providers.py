"""A provider brings what our couriers would bring late, over HTTP both ways."""

import json
from datetime import datetime, timedelta

import pytest

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.providers import JobStatus, ProviderUnavailable
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Delivery, DeliveryPhoto, Offer, ProviderJob
from apps.delivery.queries.fleet import fleet_of_store
from apps.delivery.queries.market import rules
from apps.delivery.queries.metrics import DispatchCollector
from apps.delivery.queries.tracking import get_tracking
from apps.delivery.tasks import broker_late, call_providers
from apps.delivery.tests.builders import DOOR, cancel, picture, published, release
from apps.delivery.tests.provider_double import open_provider
from apps.delivery.use_cases import interventions, on_behalf
from apps.delivery.use_cases.offers import accept_offer
from apps.delivery.use_cases.outsourcing import broker
from apps.delivery.use_cases.outsourcing.configured import providers_can_be_asked
from apps.delivery.use_cases.outsourcing.http_provider import Account, HttpProvider
from apps.orders.contract.events import OrderCorrected
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published as messages
from dominos.kernel.unit_of_work import publish, unit_of_work
from dominos.kernel.webhook_signing import new_secret

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def swift(world, monkeypatch):
    with open_provider() as opened:
        monkeypatch.setenv("DELIVERY_PROVIDERS", json.dumps([opened.account]))
        yield opened


@pytest.fixture
def late(swift, order):
    """An order that nobody is there to bring; gives its delivery."""

    def late(**fields):
        order_id = order(**fields)
        Delivery.objects.filter(order_id=order_id).update(expected_at=now() + timedelta(hours=1))
        return Delivery.objects.get(order_id=order_id)

    return late


def hired(delivery):
    """The delivery as it is, and its provider's job."""
    delivery.refresh_from_db()
    return delivery, ProviderJob.objects.get(id=delivery.job_id)


def test_a_provider_brings_it_and_its_news_are_taken_in_any_order_once(swift, late, store):
    delivery = late()
    broker_late()
    release(delivery.order_id)
    delivery, job = hired(delivery)
    assert (delivery.status, job.status, job.fee) == (DeliveryStatus.OFFERED, JobStatus.TAKEN, 700)
    assert delivery.expected_at - now() > timedelta(minutes=18), "expected when the provider says"
    told = swift.told[str(job.id)]
    assert datetime.fromisoformat(told["ready_at"]) == delivery.ready_at, "it is told that the food is ready"
    tracking = get_tracking(delivery.order_id)
    assert (told["pin"], told["quote"], told["recipient"]) == (tracking.pin, "q-1", "Eino")
    assigned, picked_up, delivered = (
        swift.goes_on(str(job.id), "ASSIGNED"),
        swift.goes_on(str(job.id), "PICKED_UP"),
        swift.goes_on(str(job.id), "DELIVERED", proof="pin"),
    )
    del delivered["fee"]
    assert [swift.tells(news) for news in (picked_up, assigned, picked_up)] == [204] * 3
    tracking = get_tracking(delivery.order_id)
    assert (tracking.status, tracking.courier_name) == (DeliveryStatus.PICKED_UP, "Kim")
    assert tracking.position.lat == 60.171
    (courier,) = fleet_of_store(store.store_id).couriers
    assert (courier.name, courier.provider) == ("Kim Larsen (swift)", "swift")
    assert [swift.tells(news) for news in (delivered, assigned, delivered)] == [204] * 3
    delivery, job = hired(delivery)
    assert (delivery.status, delivery.proof, job.call) == (DeliveryStatus.DELIVERED, "pin", "")
    assert published(delivery.order_id) == [
        *("courier_assigned", "order_picked_up", "courier_arrived", "order_delivered", "provider_charged")
    ]
    (charged,) = messages("delivery", "provider_charged")
    assert charged.data["fee"] == 700, "as it was quoted, where the last news says nothing else"


def test_what_is_not_signed_or_not_theirs_is_refused(swift, late):
    delivery = late()
    broker_late()
    _, job = hired(delivery)
    news = swift.goes_on(str(job.id), "ASSIGNED")
    assert swift.tells(news, new_secret()) == 400
    assert swift.tells(news | {"job_id": str(new_id())}) == 404
    assert swift.tells(news | {"fee": -1}) == swift.tells(news | {"status": "ASKED"}) == 400
    swift.name = "nobody"
    assert swift.tells(news) == 404
    assert hired(delivery)[0].status == DeliveryStatus.OFFERED


def test_a_provider_who_does_not_answer_is_asked_again_and_let_go_after_a_minute(swift, late):
    with clock.stopped() as stopped:
        delivery = late()
        swift.answers.extend([200, 503])
        broker_late()
        assert hired(delivery)[1].status == JobStatus.ASKED
        swift.answers.extend([503] * 3)
        stopped.advance(seconds=61)
        call_providers()
        delivery.refresh_from_db()
        job = ProviderJob.objects.get()
        assert (delivery.status, delivery.job_id, job.is_cancelled) == (DeliveryStatus.WAITING, None, True)
        assert unanswered() == []
        ProviderJob.objects.update(attempts=3)
        assert unanswered() == [("swift", 1)]
        with clock.stopped(now() + timedelta(days=1)):
            assert unanswered() == [], "nobody asks any more"
        swift.answers.clear()
        stopped.advance(seconds=61)
        call_providers()
        broker_late()
    job.refresh_from_db()
    assert (job.status, job.call) == (JobStatus.REFUSED, ""), "it never had it"
    assert hired_nobody(delivery)
    assert swift.tells(swift.goes_on(str(job.id), "ASSIGNED")) == 204
    assert swift.jobs[str(job.id)]["status"] == "CANCELLED", "our order was under way when it was asked"
    assert hired_nobody(delivery)


def unanswered():
    """What is told of providers that do not answer."""
    (figure,) = (one for one in DispatchCollector().collect() if one.name == "delivery_provider_unanswered")
    return [(sample.labels["provider"], sample.value) for sample in figure.samples]


def hired_nobody(delivery):
    delivery.refresh_from_db()
    return delivery.status == DeliveryStatus.WAITING and delivery.job_id is None


@pytest.mark.parametrize("answers", [[], [503]])
def test_one_that_refuses_or_finds_nobody_gives_it_back(swift, late, answers):
    with clock.stopped() as stopped:
        refused, waits = late(), None
        swift.answers.extend([200, 422])
        broker_late()
        assert hired_nobody(refused)
        waits = late()
        broker_late()
        assert hired(waits)[1].status == JobStatus.TAKEN
        stopped.advance(seconds=1201)
        swift.answers.extend(answers)
        call_providers()
        assert hired_nobody(waits)
        call_providers()
    assert swift.jobs[str(ProviderJob.objects.get(delivery=waits).id)]["status"] == "CANCELLED"


def test_an_order_that_is_cancelled_or_taken_back_has_its_job_cancelled(swift, late):
    cancelled, taken = late(), late()
    broker_late()
    (_, one), (_, other) = hired(cancelled), hired(taken)
    cancel(cancelled.order_id)
    interventions.reassign(taken.id, new_id(), None, "our own is back")
    assert {swift.jobs[str(job.id)]["status"] for job in (one, other)} == {"CANCELLED"}
    broker_late()
    assert hired_nobody(taken), "what a person took back stays ours"
    charged = messages("delivery", "provider_charged")
    assert [row.data["fee"] for row in charged] == [200, 200]


def test_one_is_hired_in_time_where_nobody_of_ours_has_begun(swift, order, hire):
    hire("Eero E")
    order_id = order()
    broker_late()
    assert hired(Delivery.objects.get(order_id=order_id))[1].provider == "swift"


@pytest.mark.parametrize("is_silent", [False, True])
def test_one_that_has_the_food_brings_it_though_it_was_cancelled_too_late(swift, late, on_shift, is_silent):
    """Also when our own courier is asked by then, or has said yes."""
    delivery = late()
    broker_late()
    _, job = hired(delivery)
    news, aino = swift.goes_on(str(job.id), "PICKED_UP", lat=DOOR[0], lon=DOOR[1]), on_shift()
    swift.answers.extend([503] if is_silent else [])
    interventions.reassign(delivery.id, new_id(), aino.user_id, "our own is back")
    if is_silent:
        accept_offer(aino.user_id, Offer.objects.get().run)
        assert swift.tells(news) == 204
    assert hired(delivery)[0].status == DeliveryStatus.PICKED_UP
    aino.refresh_from_db()
    assert (aino.status, Offer.objects.get().status) == (CourierStatus.AVAILABLE, OfferStatus.WITHDRAWN)
    assert published(delivery.order_id)[-2:] == ["order_picked_up", "courier_nearby"]
    release(delivery.order_id)
    on_behalf.finish(delivery.id, new_id(), "the customer called")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.proof) == (DeliveryStatus.DELIVERED, "staff")


def test_what_was_left_at_the_door_is_proved_by_the_providers_photo(swift, late):
    delivery = late(contactless=True)
    broker_late()
    _, job = hired(delivery)
    assert swift.told[str(job.id)]["pin"] == ""
    swift.photo = picture()
    swift.tells(swift.goes_on(str(job.id), "DELIVERED", proof="photo"))
    call_providers()
    assert DeliveryPhoto.objects.get().delivery_id == delivery.id
    assert hired(delivery)[1].call == ""


def test_a_store_spends_no_more_than_it_may_and_strangers_collect_no_cash(swift, late):
    late(cash_due=2000)
    broker_late()
    assert not swift.calls
    with rules.overridden(provider_max_day=1000):
        late(), late()
        broker_late()
    assert ProviderJob.objects.count() == 1
    with rules.overridden(provider_max_day=700):
        calls = len(swift.calls)
        broker_late()
    assert len(swift.calls) == calls, "nobody is told of a door that there is no money for"


def test_an_answer_about_another_job_is_none(swift):
    asked, other = new_id(), new_id()
    swift.jobs[str(asked)] = swift.goes_on(str(other), "TAKEN")
    with pytest.raises(ProviderUnavailable):
        HttpProvider(Account(**swift.account)).track(asked)


def test_keys_and_secrets_are_checked_and_not_shown(monkeypatch):
    whole = {"name": "swift", "url": "https://swift.example", "key": "k-e-y", "secrets": [new_secret()]}
    for wrong, told in (
        ({"secrets": "s-e-c-r-e-t"}, "E001"),
        ({"secrets": ["whsec_"]}, "E002"),
        ({"secrets": []}, "E002"),
        ({"url": "http://swift.example"}, "E002"),
        ({}, ""),
    ):
        monkeypatch.setenv("DELIVERY_PROVIDERS", json.dumps([whole | wrong]))
        shown = "".join(f"{error.id} {error.msg}" for error in providers_can_be_asked())
        assert told in shown and bool(shown) == bool(told)
        assert "k-e-y" not in shown and "s-e-c-r-e-t" not in shown


def test_a_provider_is_told_what_changes(swift, late):
    delivery = late()
    broker_late()
    delivery, job = hired(delivery)
    with unit_of_work("orders"):
        event = OrderCorrected(
            order_id=delivery.order_id,
            number=delivery.number,
            store_id=delivery.store_id,
            customer_id=new_id(),
            recipient="Aino",
            note="",
            is_requested=True,
            at=now(),
        )
        publish(event, subject=delivery.order_id)
    assert swift.told[str(job.id)]["recipient"] == "Aino"


def test_every_delivery_has_its_turn_though_more_wait_than_one_look_takes(swift, late, monkeypatch):
    monkeypatch.setattr(broker, "MAX_AT_ONCE", 1)
    swift.fee = 5_000
    first, second = late(), late()
    with clock.stopped() as stopped:
        for _ in range(3):
            broker_late()
            stopped.advance(seconds=15)
    asked = {row.id: row.brokered_at for row in Delivery.objects.all()}
    assert asked[first.id] > asked[second.id] and len(swift.calls) == 3, "the first again, after the second"


def by_hand(delivery, api, **body):
    whole = {"provider": "swift", "max_fee": 700, "reason": "our own are ill"} | body
    return api.post(f"/api/v1/deliveries/{delivery.id}/providers", whole)


def test_a_manager_picks_a_provider_and_pays_no_more_than_was_shown(swift, order, on_shift):
    aino = on_shift()
    delivery = Delivery.objects.get(order_id=order())
    accept_offer(aino.user_id, Offer.objects.get().run)
    manager = principal(Role.STORE_MANAGER, stores=(delivery.store_id,))
    api = client(manager)
    (offer,) = api.get(f"/api/v1/deliveries/{delivery.id}/providers").json()
    assert (offer["provider"], offer["fee"], offer["currency"]) == ("swift", 700, "EUR")
    swift.fee = 800
    refused = by_hand(delivery, api)
    assert (refused.status_code, refused.json()["code"], refused.json()["fee"]) == (
        409,
        "provider-too-dear",
        800,
    )
    assert by_hand(delivery, api, provider="rush").json()["code"] == "provider-refusal"
    with rules.overridden(provider_max_fee=799):
        assert by_hand(delivery, api, max_fee=900).json()["code"] == "provider-too-dear"
        assert api.get(f"/api/v1/deliveries/{delivery.id}/providers").json() == []
    assert by_hand(delivery, api, max_fee=800).json()["courier"]["provider"] == "swift"
    assert hired(delivery)[1].status == JobStatus.TAKEN
    aino.refresh_from_db()
    assert aino.status == CourierStatus.AVAILABLE, "our own is told that it is gone"
    last = delivery.changes.get(action="offer", actor_id=manager.id)
    assert last.reason == "to swift: our own are ill"


def test_nobody_picks_a_provider_for_cash_or_after_the_pick_up(swift, late):
    api, cash, gone = client(principal(Role.SUPPORT)), late(cash_due=2000), late()
    assert (by_hand(cash, api).status_code, swift.jobs) == (409, {})
    broker_late()
    _, job = hired(gone)
    asked = len(swift.calls)
    again = by_hand(gone, api)
    assert (again.status_code, again.json()["detail"]) == (409, "swift brings it already.")
    swift.tells(swift.goes_on(str(job.id), "PICKED_UP"))
    assert by_hand(gone, api).json()["code"] == "illegal-delivery-action"
    for delivery in (cash, gone):
        assert api.get(f"/api/v1/deliveries/{delivery.id}/providers").json() == []
    assert len(swift.calls) == asked, "nobody is told of a door for nothing"
