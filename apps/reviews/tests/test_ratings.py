"""What reviews add up to: of a store, its products and a courier."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from apps.reviews.contract.service import ReviewsService
from apps.reviews.domain.lateness_cause import Lateness
from apps.reviews.domain.moderation import Action
from apps.reviews.domain.subjects import Rated
from apps.reviews.models import Invitation, Moderation, RatingWeek
from apps.reviews.queries.ratings import remembered
from apps.reviews.tests.builders import SUPPORT, complete, post, ratings
from apps.reviews.tests.thirty_orders import ORDERS
from apps.reviews.use_cases import moderation, review_commands
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.contract.types import PersonStores
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def review_all(store_id, courier_id):
    """The reviews of the thirty orders, posted when they say."""
    found = []
    for weeks, lateness, order, product, courier in ORDERS:
        invitation = Invitation.objects.create(
            order_id=new_id(),
            number="1",
            store_id=store_id,
            customer_id=new_id(),
            products=["S_PIZZA"],
            courier_id=courier_id,
            lateness=lateness,
            completed_at=now(),
        )
        said = review_commands.Said(
            order=Rated.of(*order),
            products={"S_PIZZA": Rated.of(*product)} if product else {},
            courier=Rated.of(*courier) if courier else None,
        )
        with clock.stopped(now() - timedelta(weeks=weeks)):
            found.append(review_commands.post_review(invitation, said))
    return found


def sums():
    """Everything there is of sums, to the bit."""
    rows = RatingWeek.objects.filter(count__gt=0).order_by("subject", "key", "week")
    return list(rows.values_list("subject", "key", "week", "stars", "count"))


def test_thirty_orders_add_up_exactly_and_moderation_restores_them_to_the_bit(store, stand_in):
    stand_in(UsersService, FakeUsersService())
    courier = principal(Role.COURIER)
    reviews = review_all(store, courier.id)
    told = ratings(store)
    own = client(courier).get(f"/api/v1/couriers/{courier.id}/rating").json()
    assert told["store"] == {"mean_hundredths": 352, "count": 30}
    assert told["products"] == {"S_PIZZA": {"mean_hundredths": 383, "count": 22}}
    assert (own["mean_hundredths"], own["count"]) == (412, 22)
    assert service(ReviewsService).get_ratings(store_ids=[store, new_id()])[0].mean_hundredths == 352
    before = sums()
    for review in reviews:
        moderation.moderate(review.id, Action.HIDE, SUPPORT, reason="off_topic")
    assert sums() == [] and ratings(store)["store"]["count"] == 0
    for review in reversed(reviews):
        moderation.moderate(review.id, Action.SHOW, SUPPORT)
    assert (sums(), ratings(store)) == (before, told)
    assert Moderation.objects.count() == 60


def test_a_late_order_counts_for_who_was_late(customer, store):
    """The kitchen was late: neither the courier's one star nor the cold pizza's counts for them."""
    times = {"promised_to": now() - timedelta(minutes=20), "left_at": now() - timedelta(minutes=10)}
    order = complete(customer.id, store, new_id(), planned_road_seconds=600, arrived_at=now(), **times)
    assert Invitation.objects.get().lateness == Lateness.BEFORE_PICKUP
    body = {
        "courier": {"stars": 1, "tags": ["late"]},
        "products": {"S_PIZZA": {"stars": 1, "tags": ["cold"]}},
    }
    assert post(customer, order.order_id, stars=1, tags=["late"], **body).status_code == 201
    assert [row[0] for row in sums()] == ["order"]


def test_20_reviews_at_once_make_one_and_ratings_lose_none(customer, store):
    ids = [complete(customer.id, store).order_id for _ in range(5)] * 4

    def one(order_id):
        try:
            products = {"S_PIZZA": {"stars": 3}}
            return post(customer, order_id, stars=3, products=products).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(one, ids))
    assert statuses == [201] * 5 + [409] * 15
    assert [row[3:] for row in sums()] == [(15, 5), (15, 5)]


def test_a_couriers_stars_are_for_them_and_the_managers_of_their_store(stand_in, store):
    users = stand_in(UsersService, FakeUsersService())
    courier = principal(Role.COURIER)
    users.stores[courier.id] = PersonStores(store_ids=(store,), managed_ids=())
    url = f"/api/v1/couriers/{courier.id}/rating"
    assert client(courier).get(url).json() == {
        "courier_id": str(courier.id),
        "mean_hundredths": 0,
        "count": 0,
        "tags": {},
    }
    callers = {
        404: [principal(Role.COURIER), principal(Role.STORE_MANAGER, stores=[new_id()])],
        200: [principal(Role.STORE_MANAGER, stores=[store]), SUPPORT],
        403: [principal(Role.CUSTOMER), principal(Role.STORE_STAFF, stores=[store])],
    }
    for status, those in callers.items():
        assert [client(one).get(url).status_code for one in those] == [status] * len(those)


def test_ratings_are_known_by_their_tag(customer, store):
    first = client().get(f"/api/v1/stores/{store}/ratings")
    tag = first["ETag"]
    assert first.json()["store"] == {"mean_hundredths": 0, "count": 0}
    assert client().get(f"/api/v1/stores/{store}/ratings", HTTP_IF_NONE_MATCH=tag).status_code == 304
    post(customer, complete(customer.id, store).order_id)
    remembered.clear()
    assert client().get(f"/api/v1/stores/{store}/ratings", HTTP_IF_NONE_MATCH=tag).status_code == 200


@pytest.mark.parametrize("what", ["reviews", "ratings"])
def test_a_store_nobody_knows_is_not_found(what):
    assert client().get(f"/api/v1/stores/{new_id()}/{what}").status_code == 404
