"""Looking at deliveries, and stepping in."""

import pytest

from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, DeliveryChange, Offer
from apps.delivery.tests.builders import STORE, cancel, release
from apps.delivery.tests.foreign import foreign_delivery, foreign_urls
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.offers import accept_offer, decline_offer
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/deliveries"
WHY = {"reason": "the tyre is flat"}


@pytest.fixture
def delivery(on_shift, order):
    courier = on_shift()
    order_id = order()
    accept_offer(courier.user_id, Offer.objects.get().run)
    return Delivery.objects.get(order_id=order_id)


def as_courier(delivery):
    return client(principal(Role.COURIER, id=delivery.courier_id))


def as_manager(delivery, role=Role.STORE_MANAGER):
    return client(principal(role, stores=(delivery.store_id,)))


def test_everybody_sees_their_own(delivery):
    foreign = foreign_delivery()
    for api in (as_courier(delivery), as_manager(delivery), as_manager(delivery, Role.STORE_STAFF)):
        assert [row["id"] for row in api.get(URL).json()["results"]] == [str(delivery.id)]
        assert api.get(f"{URL}/{foreign.id}").status_code == 404
    for role in (Role.SUPPORT, Role.ADMIN):
        assert len(client(principal(role)).get(URL).json()["results"]) == 2


def test_filters(delivery):
    api, foreign = client(principal(Role.SUPPORT)), foreign_delivery()

    def found(**query):
        return [row["id"] for row in api.get(URL, query).json()["results"]]

    assert found(store=delivery.store_id) == [str(delivery.id)]
    assert found(courier=foreign.courier_id) == [str(foreign.id)]
    assert len(found(status="ASSIGNED")) == 2
    assert found(status="DELIVERED") == []
    for bad in ({"status": "LOST"}, {"store": "here"}, {"colour": "red"}, {"page_size": 1_000}):
        assert api.get(URL, bad).status_code == 400


def test_pages(delivery):
    foreign_delivery()
    api = client(principal(Role.ADMIN))
    first = api.get(URL, {"page_size": 1}).json()
    second = api.get(first["next"]).json()
    assert first["results"][0]["id"] != second["results"][0]["id"]
    assert second["next"] is None


def test_the_list_costs_the_same_however_long(delivery, django_assert_num_queries):
    for _ in range(3):
        foreign_delivery()
    api = client(principal(Role.ADMIN))
    with django_assert_num_queries(1):
        api.get(URL)


def test_who_may_not_look():
    assert client().get(URL).status_code == 401
    assert client(principal(Role.CUSTOMER)).get(URL).status_code == 403


def test_the_detail_has_the_history(delivery):
    shown = as_manager(delivery).get(f"{URL}/{delivery.id}").json()
    assert [change["action"] for change in shown["history"]] == ["request", "offer", "accept"]
    assert shown["courier"]["name"] == "Aino Virtanen"
    assert shown["is_on_time"] is True
    assert "pin" not in shown


def test_late_is_computed(delivery):
    Delivery.objects.update(promised_to=now())
    assert as_manager(delivery).get(f"{URL}/{delivery.id}").json()["is_on_time"] is False


def test_a_courier_forgets_whose_door_it_was(delivery):
    assert as_courier(delivery).get(f"{URL}/{delivery.id}").json()["recipient"] == "Eino"
    release(delivery.order_id)
    delivery_steps.pick_up(delivery.courier_id, delivery.id)
    cancel(delivery.order_id)
    shown = as_courier(delivery).get(f"{URL}/{delivery.id}").json()
    assert (shown["recipient"], shown["address"], shown["lat"]) == (None, None, None)
    assert as_manager(delivery).get(f"{URL}/{delivery.id}").json()["recipient"] == "Eino"


@pytest.mark.parametrize("role", [Role.STORE_MANAGER, Role.COURIER])
def test_foreign_deliveries_are_not_there(world, role):
    api = client(principal(role, stores=(new_id(),)))
    allowed = {"GET"} if role == Role.COURIER else {"GET", "POST"}
    for method, url, *_ in foreign_urls():
        if URL not in url or url.endswith(("/photo", "/calls")):
            continue
        is_theirs = method in allowed and not (
            role == Role.COURIER and url.endswith(("/choice", "/providers"))
        )
        expected = 404 if is_theirs else 403
        assert api.generic(method, url, "{}", "application/json").status_code == expected, url
    assert not DeliveryChange.objects.exists()


def test_a_manager_takes_a_delivery_away(delivery, on_shift):
    other = on_shift("Eero E")
    body = {**WHY, "courier_id": str(other.user_id)}
    answer = as_manager(delivery).post(f"{URL}/{delivery.id}/actions/reassign", body)
    assert answer.status_code == 200
    assert answer.json()["status"] == "OFFERED"
    offer = Offer.objects.get(status=OfferStatus.PENDING)
    assert offer.courier_id == other.user_id
    assert Courier.objects.get(user_id=delivery.courier_id).status == CourierStatus.AVAILABLE


def test_without_a_courier_the_dispatcher_finds_one(delivery, on_shift):
    other = on_shift("Eero E", STORE)
    as_manager(delivery).post(f"{URL}/{delivery.id}/actions/reassign", WHY)
    assert Offer.objects.get(status=OfferStatus.PENDING).courier_id == other.user_id


def test_a_courier_who_cannot_take_it(delivery, hire):
    url = f"{URL}/{delivery.id}/actions/reassign"
    off_shift = {**WHY, "courier_id": str(hire("Eero E").user_id)}
    assert as_manager(delivery).post(url, off_shift).json()["code"] == "courier-not-free"
    elsewhere = {**WHY, "courier_id": str(hire("Far Away", home_store_id=new_id()).user_id)}
    assert as_manager(delivery).post(url, elsewhere).status_code == 404
    assert Delivery.objects.get().status == "ASSIGNED"


def test_a_manager_may_offer_to_who_has_declined(delivery, on_shift):
    other = on_shift("Eero E", STORE)
    api, url = as_manager(delivery), f"{URL}/{delivery.id}/actions/reassign"
    chosen = {**WHY, "courier_id": str(other.user_id)}
    for _ in range(2):
        assert api.post(url, chosen).json()["status"] == "OFFERED"
        offer = Offer.objects.get(status=OfferStatus.PENDING)
        decline_offer(offer.courier_id, offer.run, "on the phone")
        assert not Offer.objects.filter(status=OfferStatus.PENDING).exists()


def test_after_the_pick_up_nobody_takes_it_away(delivery):
    release(delivery.order_id)
    delivery_steps.pick_up(delivery.courier_id, delivery.id)
    answer = as_manager(delivery).post(f"{URL}/{delivery.id}/actions/reassign", WHY)
    assert (answer.status_code, answer.json()["allowed"]) == (
        409,
        ["arrive", "cancel", "finish", "give_up", "pass_on"],
    )


@pytest.mark.parametrize("action", ["unlock-pin", "waive-geofence"])
def test_support_steps_in(delivery, action):
    Delivery.objects.update(pin_tries=5)
    api = client(principal(Role.SUPPORT))
    assert api.post(f"{URL}/{delivery.id}/actions/{action}", WHY).status_code == 200
    changed = Delivery.objects.get()
    assert (changed.pin_tries == 0) is (action == "unlock-pin")
    assert changed.geofence_waived is (action == "waive-geofence")
    assert DeliveryChange.objects.last().reason == "the tyre is flat"


def test_stepping_in_with_bad_input(delivery):
    api, base = as_manager(delivery), f"{URL}/{delivery.id}/actions"
    assert api.post(f"{base}/explode", WHY).status_code == 404
    assert api.post(f"{base}/unlock-pin", {}).json()["errors"][0]["field"] == "reason"
    assert api.post(f"{base}/unlock-pin", {**WHY, "tip": 1}).json()["errors"][0]["field"] == "tip"
    about_a_courier = {**WHY, "courier_id": str(new_id())}
    assert api.post(f"{base}/unlock-pin", about_a_courier).status_code == 400
    assert api.post(f"{URL}/{new_id()}/actions/unlock-pin", WHY).status_code == 404
    assert as_courier(delivery).post(f"{base}/unlock-pin", WHY).status_code == 403
    staff = as_manager(delivery, Role.STORE_STAFF)
    assert staff.post(f"{base}/unlock-pin", WHY).status_code == 403


def test_a_repeated_intervention_has_one_effect(delivery):
    api, url = as_manager(delivery), f"{URL}/{delivery.id}/actions/waive-geofence"
    answers = [api.post(url, WHY, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert DeliveryChange.objects.filter(action="waive_geofence").count() == 1


def test_a_store_is_told_who_brings_for_it_also_from_elsewhere(delivery):
    foreign = foreign_delivery()
    Courier.objects.filter(pk=delivery.courier_id).update(home_store_id=None)
    Courier.objects.create(user_id=new_id(), name="Kaisa", home_store_id=delivery.store_id)
    url = f"/api/v1/stores/{delivery.store_id}/couriers"
    rows = as_manager(delivery).get(url).json()["results"]
    name = Courier.objects.get(pk=delivery.courier_id).name
    assert {row["name"]: row["home_store_id"] for row in rows} == {
        name: None,
        "Kaisa": str(delivery.store_id),
    }
    for role in (Role.STORE_STAFF, Role.COURIER, Role.CUSTOMER):
        assert as_manager(delivery, role).get(url).status_code == 403
    assert as_manager(foreign).get(url).status_code == 404
