"""A courier's phone is silent: a manager or support finishes, gives up or passes on what only the courier could."""

import pytest
from django.test import Client as Browser

from apps.delivery.contract.live import track_group
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.states import DELIVERY_TRANSITIONS, FINISHED, WITH_COURIER, CourierStatus
from apps.delivery.models import Courier, Delivery, DeliveryChange, Offer
from apps.delivery.tests.builders import STORE, published, release
from apps.delivery.use_cases import delivery_steps, transitions
from apps.delivery.use_cases.offers import accept_offer
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "the phone is dead, the customer called"}
STATES = ("ASSIGNED", "PICKED_UP", "ARRIVED")


def brought(courier, order_id, status):
    """Takes an accepted delivery as far as that."""
    delivery = Delivery.objects.get(order_id=order_id)
    release(order_id)
    if status != "ASSIGNED":
        delivery_steps.pick_up(courier.user_id, delivery.id)
    if status == "ARRIVED":
        delivery_steps.arrive(courier.user_id, delivery.id)
    return Delivery.objects.get(id=delivery.id)


@pytest.fixture
def carried(on_shift, order):
    """Gives a delivery in a state, 15.90 to be collected, and its courier."""

    def carry(status):
        courier = on_shift()
        order_id = order(cash_due=1590)
        accept_offer(courier.user_id, Offer.objects.get().run)
        return brought(courier, order_id, status), courier

    return carry


def step_in(delivery, action, role=Role.SUPPORT, **body):
    api = client(principal(role, stores=(delivery.store_id,)))
    return api.post(f"/api/v1/deliveries/{delivery.id}/actions/{action}", {**WHY, **body})


def test_wherever_only_the_courier_could_act_somebody_else_can():
    by_courier = {"pick_up", "arrive", "hand_over", "fail"}
    for status in {state for state, action in DELIVERY_TRANSITIONS if action in by_courier}:
        assert {(status, "finish"), (status, "give_up")} <= DELIVERY_TRANSITIONS.keys()
        assert (status, "pass_on") in DELIVERY_TRANSITIONS or (status, "release") in DELIVERY_TRANSITIONS
    assert {state for state, action in DELIVERY_TRANSITIONS if action == "finish"} == WITH_COURIER
    assert not any(state in FINISHED for state, _ in DELIVERY_TRANSITIONS)


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("role", [Role.SUPPORT, Role.STORE_MANAGER])
def test_the_customer_has_the_food(carried, status, role):
    delivery, courier = carried(status)
    answer = step_in(delivery, "finish", role)
    assert (answer.status_code, answer.json()["status"], answer.json()["proof"]) == (
        200,
        "DELIVERED",
        Proof.STAFF,
    )
    told = DeliveryChange.objects.get(action="finish")
    assert (told.reason, told.actor_id is None) == (WHY["reason"], False)
    assert told.actor_id != courier.user_id
    assert published(delivery.order_id)[-1] == "order_delivered"
    after = Courier.objects.get()
    assert (after.status, after.cash_carried) == (CourierStatus.RETURNING, 1590)


@pytest.mark.parametrize("status", STATES)
def test_the_customer_does_not_get_the_food(carried, status):
    delivery, _ = carried(status)
    assert step_in(delivery, "give-up").json()["status"] == "FAILED"
    assert published(delivery.order_id)[-1] == "delivery_failed"
    after = Courier.objects.get()
    assert (after.status, after.cash_carried) == (CourierStatus.RETURNING, 0)


@pytest.mark.parametrize("status", ["PICKED_UP", "ARRIVED"])
@pytest.mark.parametrize("is_on_run", [False, True])
def test_another_courier_has_the_food_now(carried, on_shift, order, status, is_on_run, monkeypatch):
    delivery, courier = carried(status)
    other = on_shift("Eero E", STORE)
    mine = None
    if is_on_run:
        mine = order()
        accept_offer(other.user_id, Offer.objects.get(status="PENDING").run)
        mine = brought(other, mine, "PICKED_UP")
    pushed = []
    monkeypatch.setattr(
        transitions, "push_after_commit", lambda group, content: pushed.append((group, content))
    )
    answer = step_in(delivery, "pass-on", courier_id=str(other.user_id)).json()
    assert pushed == [(track_group(delivery.order_id), {"type": "message"})], "whom the customer reaches"
    assert (answer["status"], answer["courier"]["id"]) == ("PICKED_UP", str(other.user_id))
    assert published(delivery.order_id)[-2:] == ["courier_assigned", "order_picked_up"]
    assert Courier.objects.get(user_id=courier.user_id).status == CourierStatus.RETURNING
    assert Courier.objects.get(user_id=other.user_id).status == CourierStatus.ON_RUN
    now = Delivery.objects.get(id=delivery.id)
    assert (
        (now.run == mine.run, now.stop) == (True, 2) if mine else (now.run is not None, now.stop) == (True, 1)
    )
    delivery_steps.arrive(other.user_id, delivery.id)
    assert step_in(delivery, "finish").status_code == 200
    assert Courier.objects.get(user_id=other.user_id).cash_carried == 1590


def test_who_cannot_have_it(carried, on_shift, hire):
    delivery, courier = carried("PICKED_UP")
    for other in (courier, hire("Off Shift")):
        answer = step_in(delivery, "pass-on", courier_id=str(other.user_id))
        assert (answer.status_code, answer.json()["code"]) == (409, "courier-not-free")
    foreign = on_shift("Far Away", home_store_id=new_id())
    assert step_in(delivery, "pass-on", courier_id=str(foreign.user_id)).status_code == 404
    assert step_in(delivery, "pass-on").json()["errors"][0]["field"] == "courier_id"
    assert step_in(delivery, "finish", courier_id=str(courier.user_id)).status_code == 400
    assert Delivery.objects.get().courier_id == courier.user_id


def test_who_may_not(carried):
    delivery, _ = carried("PICKED_UP")
    for role, status in ((Role.STORE_STAFF, 403), (Role.COURIER, 403), (Role.CUSTOMER, 403)):
        assert step_in(delivery, "finish", role).status_code == status
    manager = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
    url = f"/api/v1/deliveries/{delivery.id}/actions/finish"
    assert manager.post(url, WHY).status_code == 404
    assert client(principal(Role.SUPPORT)).post(url, {"reason": ""}).json()["errors"][0]["field"] == "reason"


def test_what_is_not_possible(carried, order):
    delivery, _ = carried("ASSIGNED")
    assert step_in(delivery, "pass-on", courier_id=str(new_id())).json()["code"] == "illegal-delivery-action"
    waiting = Delivery.objects.get(order_id=order())
    assert step_in(waiting, "finish").json()["code"] == "illegal-delivery-action"
    Delivery.objects.filter(id=delivery.id).update(is_released=False)
    for action in ("finish", "give-up"):
        assert step_in(delivery, action).json()["code"] == "not-released"


def test_sent_again_it_has_one_effect(carried):
    delivery, _ = carried("ARRIVED")
    api, url = client(principal(Role.SUPPORT)), f"/api/v1/deliveries/{delivery.id}/actions/finish"
    first, second = (api.post(url, WHY, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, second.json()) == (200, first.json())
    assert Courier.objects.get().cash_carried == 1590
    assert published(delivery.order_id).count("order_delivered") == 1
    assert step_in(delivery, "give-up").status_code == 409


def test_from_the_admin(carried, on_shift, django_user_model):
    delivery, _ = carried("PICKED_UP")
    other = on_shift("Eero E", STORE)
    browser, url = Browser(), "/admin/delivery/delivery/"
    browser.force_login(django_user_model.objects.create_superuser("root@example.org"))
    shown = browser.get(url).content.decode()
    assert 'name="reason"' in shown and 'name="courier"' in shown and "Give up" in shown
    for action, more, said in (
        ("finish", {}, "Write the reason"),
        ("pass_on", WHY, "Choose the courier"),
        ("unlock_pin", WHY, "done"),
        ("pass_on", {**WHY, "courier": str(other.user_id)}, "done"),
        ("finish", WHY, "done"),
        ("give_up", WHY, "give_up is not possible while DELIVERED"),
    ):
        body = {"action": action, "confirmed": "yes", "_selected_action": str(delivery.id), **more}
        assert said in browser.post(url, body, follow=True).content.decode(), action
    ended = Delivery.objects.get()
    assert (ended.status, ended.courier_id) == ("DELIVERED", other.user_id)
