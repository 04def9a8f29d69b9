from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.events import OrderCompleted
from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from apps.reviews import use_cases
from apps.reviews.contract.service import ReviewsService
from apps.reviews.contract.types import Rating
from apps.reviews.domain import mean_hundredths
from apps.reviews.models import Invitation, Review
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def orders(stand_in):
    return stand_in(OrdersService, FakeOrdersService())


@pytest.fixture(autouse=True)
def stores(stand_in):
    return stand_in(StoresService, FakeStoresService())


def new_store(stores):
    store = a_store(id=new_id())
    stores.stores.append(store)
    return store.id


@pytest.fixture
def customer():
    return principal(Role.CUSTOMER)


def complete(customer_id, store_id=None, courier_id=None):
    event = OrderCompleted(
        order_id=new_id(),
        number="2026-05-01#1",
        store_id=store_id or new_id(),
        business_date=date(2026, 5, 1),
        customer_id=customer_id,
        courier_id=courier_id,
        products=("S_PIZZA",),
        completed_at=now(),
    )
    receive("reviews", envelope_of(event, producer="orders", subject=event.order_id, sequence=9))
    return event


def post(caller, order_id, **body):
    return client(caller).post("/api/v1/reviews", {"order_id": str(order_id), "stars": 4, **body})


def test_a_completed_order_is_reviewed_once_by_its_customer(customer, stores):
    order = complete(customer.id, new_store(stores))
    answer = post(customer, order.order_id, text="Good.")
    assert (answer.status_code, answer.json()["stars"]) == (201, 4)
    assert post(customer, order.order_id).json()["code"] == "already-reviewed"
    page = client().get(f"/api/v1/stores/{order.store_id}/reviews").json()
    assert [review["text"] for review in page["results"]] == ["Good."]
    assert set(page["results"][0]) == {"id", "stars", "text", "posted_at"}, "nobody is named"
    sent = outbox.table("reviews", "OutboxMessage").objects.get()
    assert (sent.type, sent.data["stars"]) == ("reviews.review_posted", 4)


def test_an_order_under_way_is_not_reviewable(customer, orders):
    order_id = new_id()
    orders.add(an_order(order_id=order_id, customer_id=customer.id))
    answer = post(customer, order_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-reviewable")
    assert not Review.objects.exists()


def test_foreign_and_unknown_orders_are_not_found(customer, orders):
    under_way = new_id()
    orders.add(an_order(order_id=under_way, customer_id=new_id()))
    for order_id in (complete(new_id()).order_id, under_way, new_id()):
        assert post(customer, order_id).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"stars": 0}, "stars"),
        ({"stars": 6}, "stars"),
        ({"stars": "x"}, "stars"),
        ({"text": "x" * 2001}, "text"),
        ({"courier": 1}, "courier"),
        ({"courier_stars": 4}, "courier_stars"),
        ({"product_stars": {"S_PIZZA": 6}}, "product_stars.S_PIZZA"),
        ({"product_stars": {"D_COLA": 5}}, "product_stars.D_COLA"),
    ],
)
def test_bad_reviews_say_what_is_wrong(customer, body, field):
    answer = post(customer, complete(customer.id).order_id, **body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Review.objects.exists()


def test_products_and_the_courier_are_rated_beside_the_order(customer, stores):
    order = complete(customer.id, new_store(stores), courier_id=new_id())
    answer = post(customer, order.order_id, courier_stars=5, product_stars={"S_PIZZA": 2})
    assert answer.status_code == 201
    review = Review.objects.get()
    assert (review.courier_id, review.courier_stars, review.product_stars) == (
        order.courier_id,
        5,
        {"S_PIZZA": 2},
    )
    assert client().get(f"/api/v1/stores/{order.store_id}/rating").json()["mean_hundredths"] == 400


def test_only_customers_review():
    assert post(None, new_id()).status_code == 401
    assert post(principal(Role.COURIER), new_id()).status_code == 403


def test_the_rating_follows_reviews_and_moderation(customer, stores):
    store = new_store(stores)
    for stars in (5, 4, 4):
        assert post(customer, complete(customer.id, store).order_id, stars=stars).status_code == 201
    rating = client().get(f"/api/v1/stores/{store}/rating").json()
    assert rating == {"store_id": str(store), "mean_hundredths": 433, "count": 3}
    worst = Review.objects.filter(stars=5).get()
    for _ in range(2):
        use_cases.set_hidden(worst.id, is_hidden=True)
    assert service(ReviewsService).get_ratings(store_ids=[store, new_id()]) == [
        Rating(store_id=store, mean_hundredths=400, count=2)
    ]
    assert len(client().get(f"/api/v1/stores/{store}/reviews").json()["results"]) == 2
    use_cases.set_hidden(worst.id, is_hidden=False)
    assert client().get(f"/api/v1/stores/{store}/rating").json()["mean_hundredths"] == 433


def test_a_store_nobody_rated_has_no_mean(stores):
    assert client().get(f"/api/v1/stores/{new_store(stores)}/rating").json()["count"] == 0


@pytest.mark.parametrize("what", ["reviews", "rating"])
def test_a_store_nobody_knows_is_not_found(what):
    assert client().get(f"/api/v1/stores/{new_id()}/{what}").status_code == 404


def test_20_reviews_at_once_make_one_and_ratings_lose_none(customer, stores):
    store = new_store(stores)
    orders = [complete(customer.id, store).order_id for _ in range(5)] * 4

    def one(order_id):
        try:
            return post(customer, order_id, stars=3).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(one, orders))
    assert statuses == [201] * 5 + [409] * 15
    assert client().get(f"/api/v1/stores/{store}/rating").json() == {
        "store_id": str(store),
        "mean_hundredths": 300,
        "count": 5,
    }


def test_the_same_completion_twice_invites_once(customer):
    order = complete(customer.id)
    receive("reviews", envelope_of(order, producer="orders", subject=order.order_id, sequence=9))
    assert Invitation.objects.count() == 1


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_mean_is_within_half_a_hundredth(ratings):
    mean = mean_hundredths(sum(ratings), len(ratings))
    assert abs(mean - 100 * sum(ratings) / len(ratings)) <= 0.5
    assert 100 <= mean <= 500


def test_a_guest_rates_with_their_token_or_by_the_link_once(orders, stores):
    guest = principal(Role.GUEST)
    order = complete(guest.id, new_store(stores))
    assert post(guest, order.order_id).status_code == 201
    known = an_order(customer_id=guest.id, is_guest=True)
    orders.add(known)
    orders.links["link"] = known.order_id
    by_link = lambda: client().post("/api/v1/track/link/review", {"stars": 5, "text": "Nice"})  # noqa: E731
    assert by_link().json()["code"] == "not-reviewable", "it is on its way yet"
    Invitation.objects.filter(order_id=order.order_id).update(order_id=known.order_id)
    assert (by_link().status_code, by_link().json()["code"]) == (201, "already-reviewed")
    assert Review.objects.get(order_id=known.order_id).customer_id == guest.id


def test_the_link_of_an_accounts_order_rates_nothing(orders, customer):
    order = complete(customer.id)
    orders.add(an_order(order_id=order.order_id, customer_id=customer.id))
    orders.links["link"] = order.order_id
    answer = client().post("/api/v1/track/link/review", {"stars": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "sign-in-to-review")
    assert client().post("/api/v1/track/nonsense/review", {"stars": 1}).status_code == 404
