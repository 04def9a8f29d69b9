"""Bringing an order once more after a failed attempt."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from apps.delivery.contract.commands import CancelDelivery, ReleaseDelivery, ReviseDelivery
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import OfferStatus
from apps.delivery.models import Delivery, Offer
from apps.delivery.service import LocalDeliveryService
from apps.delivery.tests.builders import cancel, make_order, published, release, retry
from apps.delivery.use_cases import conversations, delivery_steps
from apps.delivery.use_cases.offers import accept_offer
from apps.delivery.use_cases.requests import correct_delivery, release_delivery
from apps.orders.contract.events import OrderCorrected
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import send, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def failed(on_shift, order):
    """The id of an order whose customer was not there; its courier is on the way back."""
    courier = on_shift()
    order_id = order(ready_in=0, cash_due=1250)
    accept_offer(courier.user_id, Offer.objects.get().run)
    release(order_id)
    ids = (courier.user_id, Delivery.objects.get().id)
    with clock.stopped() as time:
        delivery_steps.pick_up(*ids)
        delivery_steps.arrive(*ids)
        for _ in range(2):
            conversations.warn_courier_unread(*ids)
            time.advance(seconds=20)
        time.advance(minutes=5)
        delivery_steps.fail(*ids, "nobody at home")
    return order_id


def test_another_attempt_has_a_pin_of_its_own_and_leaves_the_first_as_it_ended(failed):
    retry(failed)
    first, second = Delivery.objects.order_by("attempt")
    assert (first.status, first.reason, second.attempt) == ("FAILED", "nobody at home", 2)
    assert (second.cash_due, second.address, second.is_released) == (1250, first.address, False)
    assert [c.action for c in first.changes.order_by("sequence")][-1] == "fail"
    pin = pin_of(failed, settings.SECRET_KEY, 2)
    assert pin != pin_of(failed, settings.SECRET_KEY)
    assert LocalDeliveryService().get_tracking(order_id=failed).pin == pin


def test_a_changed_order_changes_what_is_carried_and_collected_but_no_older_revision_does(order):
    order_id = order(cash_due=1250)
    promised_to = now() + timedelta(minutes=50)
    for revision, bags, cash_due in ((2, 3, 4150), (1, 2, 2700)):
        command = ReviseDelivery(
            order_id=order_id, revision=revision, bags=bags, cash_due=cash_due, promised_to=promised_to
        )
        with unit_of_work("delivery"):
            send(command, subject=order_id)
    found = Delivery.objects.get()
    assert (found.bags, found.cash_due, found.promised_to) == (3, 4150, promised_to)
    assert [row.action for row in found.changes.order_by("sequence")] == ["request", "revise"]


def test_what_was_withdrawn_is_requested_anew_by_a_later_revision_only(on_shift, order, store):
    courier = on_shift()
    order_id = order()
    accept_offer(courier.user_id, Offer.objects.get().run)
    withdraw(order_id, before=1)
    assert Delivery.objects.get().status == DeliveryStatus.CANCELLED
    with pytest.raises(NotFound):
        release_delivery(ReleaseDelivery(order_id=order_id, ready_at=now()))
    make_order(store, order_id=order_id)
    assert Delivery.objects.count() == 1, "an old request that comes late"
    for _ in range(2):
        make_order(store, order_id=order_id, revision=1, address="Elsewhere 5", door=(60.1650, 24.9300))
    second = Delivery.objects.get(attempt=2)
    assert (second.address, second.lat, second.revision, second.status) == (
        "Elsewhere 5",
        60.1650,
        1,
        "OFFERED",
    )
    withdraw(order_id, before=1)
    assert Delivery.objects.get(attempt=2).status == "OFFERED", "the withdrawal came twice"
    cancel(order_id)
    make_order(store, order_id=order_id, revision=2)
    assert [row.status for row in Delivery.objects.order_by("attempt")] == ["CANCELLED", "CANCELLED"]


def test_a_request_that_its_withdrawal_overtook_is_ignored(order, store):
    order_id = new_id()
    withdraw(order_id, before=1)
    make_order(store, order_id=order_id)
    assert not Delivery.objects.exists()
    make_order(store, order_id=order_id, revision=1)
    assert Delivery.objects.get().revision == 1


def withdraw(order_id, before):
    with unit_of_work("delivery"):
        send(CancelDelivery(order_id=order_id, reason="revised", before=before), subject=order_id)


def test_the_second_attempt_goes_to_the_door(failed):
    retry(failed, ready_in=-1)
    second = Delivery.objects.get(attempt=2)
    assert second.is_released
    offer = Offer.objects.get(status=OfferStatus.PENDING)
    accept_offer(offer.courier_id, offer.run)
    ids = (offer.courier_id, second.id)
    delivery_steps.pick_up(*ids)
    delivery_steps.arrive(*ids)
    wrong = delivery_steps.hand_over(*ids, pin_of(failed, settings.SECRET_KEY))
    assert wrong.members["tries_left"] == 4
    assert delivery_steps.hand_over(*ids, pin_of(failed, settings.SECRET_KEY, 2)) is None
    assert published(failed)[-4:] == [
        "courier_assigned",
        "order_picked_up",
        "courier_arrived",
        "order_delivered",
    ]


def test_asking_again_changes_nothing(failed):
    retry(failed)
    retry(failed)
    assert Delivery.objects.count() == 2


def test_only_what_failed_is_brought_again(order):
    order_id = order()
    retry(order_id)
    assert Delivery.objects.count() == 1


def test_a_release_that_overtakes_the_retry_comes_again(failed):
    at = Delivery.objects.get().finished_at + timedelta(minutes=12)
    with pytest.raises(NotFound):
        release_delivery(ReleaseDelivery(order_id=failed, ready_at=at))
    retry(failed)
    release_delivery(ReleaseDelivery(order_id=failed, ready_at=at))
    assert Delivery.objects.get(attempt=2).is_released


def test_an_order_has_one_open_attempt(order):
    order_id = order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(order_id=order_id).update(attempt=2)
        row = Delivery.objects.get(order_id=order_id)
        row.id, row.attempt = Delivery().id, 3
        row.save(force_insert=True)


def test_a_cancellation_that_overtakes_the_retry_stays(failed):
    """The order was remade and cancelled at once: nobody is sent."""
    at = Delivery.objects.get().finished_at + timedelta(minutes=12)
    cancel(failed)
    retry(failed)
    release_delivery(ReleaseDelivery(order_id=failed, ready_at=at))
    assert Delivery.objects.get().status == "FAILED"


def test_a_release_of_what_was_recalled_is_not_waited_for():
    order_id = new_id()
    cancel(order_id)
    release_delivery(ReleaseDelivery(order_id=order_id, ready_at=now()))
    assert not Delivery.objects.exists()


def test_a_corrected_order_is_brought_to_whom_it_says_now_and_older_news_is_not_heeded(order):
    order_id = order()
    at = now()
    for minutes, recipient, note in ((2, "Aino V.", "third door"), (1, "Aino", "second door")):
        correct(order_id, recipient=recipient, note=note, at=at + timedelta(minutes=minutes))
    found = Delivery.objects.get()
    assert (found.recipient, found.note) == ("Aino V.", "third door")
    assert [row.action for row in found.changes.order_by("sequence")] == ["request", "correct"]


def test_a_correction_that_overtook_its_request_comes_again(db):
    correct(new_id(), is_requested=False)
    with pytest.raises(NotFound):
        correct(new_id(), is_requested=True)


def correct(order_id, **changes):
    event = OrderCorrected(
        **{
            "order_id": order_id,
            "number": "2026-11-22#1",
            "store_id": new_id(),
            "customer_id": new_id(),
            "recipient": "Aino",
            "note": "",
            "is_requested": True,
            "at": now(),
            **changes,
        }
    )
    correct_delivery(event)
