"""From the rack to the door, and what may go wrong on the way."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.conf import settings

from apps.delivery.contract.errors import (
    IllegalAction,
    NotAtStore,
    NotReleased,
    PinLocked,
    PinMissing,
    PinNotAsked,
    TooEarlyToFail,
)
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, DeliveryChange, Offer
from apps.delivery.queries.market import rules
from apps.delivery.tests.builders import DOOR, cancel, published, release, stand_at
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases import conversations, delivery_steps, interventions
from apps.delivery.use_cases.offers import accept_offer
from dominos.kernel import clock
from dominos.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assigned(on_shift, order) -> Callable[..., Delivery]:
    """A delivery that a courier at the store has accepted."""

    def assigned(**fields) -> Delivery:
        courier = on_shift()
        order_id = order(**fields)
        accept_offer(courier.user_id, Offer.objects.get(delivery__order_id=order_id).run)
        return Delivery.objects.select_related("courier").get(order_id=order_id)

    return assigned


def ready(delivery: Delivery) -> Delivery:
    release(delivery.order_id)
    return delivery


def at_the_door(delivery: Delivery) -> Delivery:
    ready(delivery)
    delivery_steps.pick_up(delivery.courier_id, delivery.id)
    delivery_steps.arrive(delivery.courier_id, delivery.id)
    return delivery


def right_pin(order_id: UUID) -> str:
    return pin_of(order_id, settings.SECRET_KEY)


def wrong_pin(order_id: UUID) -> str:
    return f"{(int(right_pin(order_id)) + 1) % 10_000:04d}"


def test_no_pick_up_before_the_food_is_ready(assigned):
    delivery = assigned()
    with pytest.raises(NotReleased):
        delivery_steps.pick_up(delivery.courier_id, delivery.id)
    assert Delivery.objects.get().picked_up_at is None
    assert published(delivery.order_id) == ["courier_assigned"]


def test_no_pick_up_away_from_the_store(assigned):
    delivery = ready(assigned())
    stand_at(delivery.courier, DOOR)
    with pytest.raises(NotAtStore):
        delivery_steps.pick_up(delivery.courier_id, delivery.id)


def test_no_pick_up_with_an_old_position(assigned):
    with clock.stopped() as time:
        delivery = ready(assigned())
        time.advance(minutes=4)
        with pytest.raises(NotAtStore):
            delivery_steps.pick_up(delivery.courier_id, delivery.id)


def test_a_manager_lets_a_courier_pick_up_without_a_position(assigned):
    delivery = ready(assigned())
    stand_at(delivery.courier, DOOR)
    interventions.waive_geofence(delivery.id, new_id(), "phone is broken")
    delivery_steps.pick_up(delivery.courier_id, delivery.id)
    assert Delivery.objects.get().status == "PICKED_UP"


def test_what_is_over_is_let_be(assigned):
    delivery = at_the_door(assigned())
    delivery_steps.hand_over(delivery.courier_id, delivery.id, right_pin(delivery.order_id))
    for intervene in (interventions.unlock_pin, interventions.waive_geofence):
        with pytest.raises(IllegalAction):
            intervene(delivery.id, new_id(), "too late")


def test_every_step_in_its_turn(assigned):
    delivery = ready(assigned())
    for step in (delivery_steps.arrive, conversations.warn_courier_unread):
        with pytest.raises(IllegalAction):
            step(delivery.courier_id, delivery.id)
    with pytest.raises(IllegalAction):
        delivery_steps.hand_over(delivery.courier_id, delivery.id, right_pin(delivery.order_id))


def test_five_wrong_pins_lock_until_support_unlocks(assigned):
    delivery = at_the_door(assigned())
    wrong, right = wrong_pin(delivery.order_id), right_pin(delivery.order_id)
    left = [
        delivery_steps.hand_over(delivery.courier_id, delivery.id, wrong).members["tries_left"]
        for _ in range(5)
    ]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(PinLocked):
        delivery_steps.hand_over(delivery.courier_id, delivery.id, right)
    assert Delivery.objects.get().status == "ARRIVED"
    interventions.unlock_pin(delivery.id, new_id(), "checked by phone")
    assert delivery_steps.hand_over(delivery.courier_id, delivery.id, right) is None
    assert Delivery.objects.get().proof == "pin"


async def test_a_wrong_pin_sent_again_costs_one_try(phones, assigned):
    delivery = await in_thread(lambda: at_the_door(assigned()))()
    phone = phones(delivery.courier)
    await phone.call()
    for _ in range(3):
        answer = await phone.say(
            "delivery.hand_over", id="h", delivery=str(delivery.id), pin=wrong_pin(delivery.order_id)
        )
        assert answer["problem"]["tries_left"] == 4
    assert (await Delivery.objects.aget()).pin_tries == 1


def test_a_pin_left_out_costs_no_try(assigned):
    delivery = at_the_door(assigned())
    with pytest.raises(PinMissing):
        delivery_steps.hand_over(delivery.courier_id, delivery.id, None)
    assert Delivery.objects.get().pin_tries == 0


def test_a_contactless_delivery_has_no_pin(assigned):
    delivery = at_the_door(assigned(contactless=True))
    with pytest.raises(PinNotAsked):
        delivery_steps.hand_over(delivery.courier_id, delivery.id, right_pin(delivery.order_id))
    with rules.overridden(photo_when_contactless=False):
        assert delivery_steps.hand_over(delivery.courier_id, delivery.id, None) is None
    assert Delivery.objects.get().proof == "none"


def test_giving_up_takes_two_attempts_and_five_minutes(assigned):
    with clock.stopped() as time:
        delivery = at_the_door(assigned())
        ids = (delivery.courier_id, delivery.id)
        time.advance(minutes=6)
        conversations.warn_courier_unread(*ids)
        with pytest.raises(TooEarlyToFail) as refused:
            delivery_steps.fail(*ids, "nobody at home")
        assert refused.value.members["attempts_missing"] == 1
        time.advance(seconds=20)
        conversations.warn_courier_unread(*ids)
        delivery_steps.fail(*ids, "nobody at home")
    assert Delivery.objects.get().status == "FAILED"
    assert Courier.objects.get().status == CourierStatus.RETURNING
    assert published(delivery.order_id)[-1] == "delivery_failed"


def test_giving_up_before_the_wait_is_refused(assigned):
    with clock.stopped() as time:
        delivery = at_the_door(assigned())
        ids = (delivery.courier_id, delivery.id)
        conversations.warn_courier_unread(*ids)
        time.advance(seconds=20)
        conversations.warn_courier_unread(*ids)
        time.advance(minutes=4, seconds=39)
        with pytest.raises(TooEarlyToFail):
            delivery_steps.fail(*ids, "nobody at home")
        time.advance(seconds=1)
        delivery_steps.fail(*ids, "nobody at home")


@pytest.mark.parametrize("is_on_the_road", [False, True])
async def test_a_cancelled_delivery_leaves_the_run(phones, assigned, is_on_the_road):
    delivery = await in_thread(assigned)()
    phone = phones(delivery.courier)
    await phone.call()
    if is_on_the_road:
        await in_thread(ready)(delivery)
        await phone.done("delivery.pick_up", delivery=str(delivery.id))
    await in_thread(cancel)(delivery.order_id)
    gone = await phone.hears("delivery.gone")
    assert (gone["delivery"], gone["cause"]) == (str(delivery.id), "cancelled")
    assert (await Delivery.objects.aget()).status == "CANCELLED"
    status = (await Courier.objects.aget()).status
    assert status == (CourierStatus.RETURNING if is_on_the_road else CourierStatus.AVAILABLE)


def test_a_cancelled_delivery_takes_its_open_offer_along(on_shift, order):
    on_shift()
    cancel(order())
    assert Offer.objects.get().status == OfferStatus.WITHDRAWN
    assert Courier.objects.get().status == CourierStatus.AVAILABLE
    assert Delivery.objects.get().status == "CANCELLED"


def test_a_cancellation_that_overtakes_the_request(on_shift, order):
    on_shift()
    order_id = new_id()
    cancel(order_id)
    order(order_id=order_id)
    assert not Delivery.objects.filter(order_id=order_id).exists()


def test_an_order_is_requested_once(on_shift, order):
    order_id = order()
    order(order_id=order_id)
    assert Delivery.objects.count() == 1


def test_the_history_names_who_did_what(assigned):
    delivery = at_the_door(assigned())
    rows = DeliveryChange.objects.order_by("sequence").values_list("action", "actor_id")
    courier = delivery.courier_id
    assert list(rows) == [
        ("request", None),
        ("offer", None),
        ("accept", courier),
        ("release_food", None),
        ("pick_up", courier),
        ("arrive", courier),
    ]
