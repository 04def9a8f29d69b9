"""Posting, editing, moderating and erasing reviews, through the public interface."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.orders.contract.events import GuestOrderClaimed, OrdersForgotten
from apps.orders.contract.fake import an_order
from apps.reviews.models import Invitation, RatingWeek, Review, ReviewPhoto
from apps.reviews.tests.builders import SUPPORT, complete, picture, post, ratings, shown
from apps.reviews.use_cases import author_erasure, photos
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_completed_order_is_reviewed_once_by_its_customer(customer, store):
    order = complete(customer.id, store)
    answer = post(customer, order.order_id, text="Good.", tags=["on_time"])
    assert (answer.status_code, answer.json()["stars"]) == (201, 4)
    assert post(customer, order.order_id).json()["code"] == "already-reviewed"
    (review,) = shown(store)
    assert (review["text"], review["tags"]) == ("Good.", ["on_time"])
    assert not set(review) & {"customer_id", "order_id", "courier", "lateness"}, "nobody is named"
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
        ({"tags": ["cold"]}, "tags.0"),
        ({"courier_stars": 1}, "courier_stars"),
        ({"courier": {"stars": 4}}, "courier"),
        ({"products": {"S_PIZZA": {"stars": 6}}}, "products.S_PIZZA.stars"),
        ({"products": {"S_PIZZA": {"stars": 6, "tags": ["late"]}}}, "products.S_PIZZA.stars"),
        ({"products": {"D_COLA": {"stars": 5}}}, "products.D_COLA"),
    ],
)
def test_bad_reviews_say_what_is_wrong(customer, body, field):
    answer = post(customer, complete(customer.id).order_id, **body)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Review.objects.exists()


def test_only_customers_review():
    assert post(None, new_id()).status_code == 401
    assert post(principal(Role.COURIER), new_id()).status_code == 403


def test_a_review_is_edited_for_a_week(customer, store):
    courier = new_id()
    order = complete(customer.id, store, courier)
    own = f"/api/v1/orders/{order.order_id}/review"
    api = client(customer)
    assert api.get(own).status_code == 204
    post(customer, order.order_id, stars=2, courier={"stars": 1}, products={"S_PIZZA": {"stars": 2}})
    before = ratings(store)
    said = {"stars": 5, "text": "Better now", "products": {"S_PIZZA": {"stars": 4, "tags": ["hot"]}}}
    edited = api.put(own, said).json()
    assert (edited["stars"], edited["courier"], edited["state"]) == (5, None, "SHOWN")
    assert edited == api.get(own).json()
    assert ratings(store)["store"] == {"mean_hundredths": 409, "count": 1} != before["store"]
    assert ratings(store)["products"] == {"S_PIZZA": {"mean_hundredths": 400, "count": 1}}
    assert not RatingWeek.objects.filter(subject="courier", count__gt=0).exists()
    event = outbox.table("reviews", "OutboxMessage").objects.get(type="reviews.review_edited")
    assert (event.data["previous_stars"], event.data["stars"]) == (2, 5)
    Review.objects.update(posted_at=now() - timedelta(days=7))
    assert api.put(own, said).json()["code"] == "editing-ended"
    assert api.put(own + "/photo", {"photo": picture()}, format="multipart").json()["code"] == "editing-ended"


def test_the_same_completion_twice_invites_once(customer):
    order = complete(customer.id)
    receive("reviews", envelope_of(order, producer="orders", subject=order.order_id, sequence=9))
    assert Invitation.objects.count() == 1


def test_a_guest_rates_by_the_link_and_edits_it(orders, store):
    guest = principal(Role.GUEST)
    order = complete(guest.id, store)
    known = an_order(order_id=new_id(), customer_id=guest.id, is_guest=True)
    orders.add(known)
    orders.links["link"] = known.order_id
    path, api = "/api/v1/track/link/review", client()
    assert api.post(path, {"stars": 5}).json()["code"] == "not-reviewable", "it is on its way yet"
    Invitation.objects.filter(order_id=order.order_id).update(order_id=known.order_id)
    assert api.get(path).status_code == 204
    assert api.post(path, {"stars": 5, "text": "Nice"}).status_code == 201
    assert api.post(path, {"stars": 5}).json()["code"] == "already-reviewed"
    assert api.put(path, {"stars": 3}).json() == api.get(path).json()
    assert api.put(path + "/photo", {"photo": picture()}, format="multipart").status_code == 204
    assert api.get(path).json()["has_photo"] and api.delete(path + "/photo").status_code == 204
    account = new_id()
    claimed = GuestOrderClaimed(order_id=known.order_id, customer_id=account)
    receive("reviews", envelope_of(claimed, producer="orders", subject=known.order_id, sequence=1))
    assert Review.objects.get().customer_id == account


def test_the_link_of_an_accounts_order_rates_nothing(orders, customer):
    order = complete(customer.id)
    orders.add(an_order(order_id=order.order_id, customer_id=customer.id))
    orders.links["link"] = order.order_id
    answer = client().post("/api/v1/track/link/review", {"stars": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "sign-in-to-review")
    assert client().post("/api/v1/track/nonsense/review", {"stars": 1}).status_code == 404


def stored(order):
    """The files of the photos of this order's review."""
    return default_storage.listdir(f"reviews/{order.order_id}")[1]


def test_a_photo_is_seen_once_a_person_has(customer, store):
    order = complete(customer.id, store)
    post(customer, order.order_id, text="Look")
    assert shown(store)[0]["has_photo"] is False
    path = f"/api/v1/orders/{order.order_id}/review/photo"
    bad = SimpleUploadedFile("pizza.jpg", b"no picture", "image/jpeg")
    assert client(customer).put(path, {"photo": bad}, format="multipart").json()["code"] == "not-a-photo"
    assert client(customer).put(path, {"photo": picture()}, format="multipart").status_code == 204
    first = ReviewPhoto.objects.get().name
    before, key = len(stored(order)), {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        again = client(customer).put(path, {"photo": picture()}, format="multipart", headers=key)
        assert (again.status_code, len(stored(order))) == (204, before), (
            "a repeated call leaves no file behind"
        )
    assert not default_storage.exists(first)
    review, url = Review.objects.get(), f"/api/v1/reviews/{Review.objects.get().id}/photo"
    assert (review.state, review.held_for, shown(store)) == ("HELD", ["photo"], [])
    assert ratings(store)["store"]["count"] == 1, "its stars count"
    manager = principal(Role.STORE_MANAGER, stores=[store])
    for caller, status in ((None, 404), (principal(Role.CUSTOMER), 404), (customer, 200), (manager, 200)):
        assert client(caller).get(url).status_code == status
    assert client(manager).post(f"/api/v1/reviews/{review.id}/actions/show", {}).json()["state"] == "SHOWN"
    assert client().get(url).status_code == 200 and shown(store)[0]["has_photo"]
    with clock.stopped(now() + timedelta(days=366)):
        assert photos.delete_old_photos() == 1
    assert client().get(url).status_code == 404


def test_what_the_filter_finds_waits_for_a_person(customer, store):
    order = complete(customer.id, store)
    post(customer, order.order_id, text="Total sh1t, call 040 123 4567 1")
    review = Review.objects.get()
    assert (review.state, review.held_for, shown(store)) == ("HELD", ["abuse", "contact"], [])
    manager = client(principal(Role.STORE_MANAGER, stores=[store]))
    queue = manager.get(f"/api/v1/stores/{store}/reviews/moderation?state=HELD").json()["results"]
    assert [row["held_for"] for row in queue] == [["abuse", "contact"]]
    refused = manager.post(f"/api/v1/reviews/{review.id}/actions/hide", {"reason": "abuse"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-for-this-review")
    support = client(SUPPORT)
    assert support.post(f"/api/v1/reviews/{review.id}/actions/hide", {}).status_code == 400
    hidden = support.post(f"/api/v1/reviews/{review.id}/actions/hide", {"reason": "abuse"})
    assert hidden.json()["state"] == "HIDDEN" and ratings(store)["store"]["count"] == 0
    api = client(customer)
    assert api.put(f"/api/v1/orders/{order.order_id}/review", {"stars": 1}).json()["state"] == "HIDDEN"
    assert ratings(store)["store"]["count"] == 0, "an edit does not bring it back"
    assert support.post(f"/api/v1/reviews/{review.id}/actions/show", {}).json()["state"] == "SHOWN"


def test_a_store_answers_and_reports(customer, store):
    order = complete(customer.id, store)
    post(customer, order.order_id, text="Fine")
    review = Review.objects.get()
    manager = client(principal(Role.STORE_MANAGER, stores=[store]))
    assert manager.put(f"/api/v1/reviews/{review.id}/reply", {"text": "Thanks!"}).json()["reply"] == "Thanks!"
    assert shown(store)[0]["reply"] == "Thanks!"
    told = outbox.table("reviews", "OutboxMessage").objects.get(type="reviews.review_replied")
    assert told.data["customer_id"] == str(customer.id)
    assert manager.post(f"/api/v1/reviews/{review.id}/actions/report", {}).json()["held_for"] == ["reported"]
    assert shown(store) == []
    elsewhere = client(principal(Role.STORE_MANAGER, stores=[new_id()]))
    assert elsewhere.put(f"/api/v1/reviews/{review.id}/reply", {"text": "Ha"}).status_code == 404


def test_who_is_erased_leaves_stars_and_nothing_else(customer, store):
    order = complete(customer.id, store)
    post(customer, order.order_id, text="I am Bob of Bulevardi 7")
    path = f"/api/v1/orders/{order.order_id}/review/photo"
    client(customer).put(path, {"photo": picture()}, format="multipart")
    file, before = ReviewPhoto.objects.get().name, ratings(store)
    author_erasure.forget_author(
        OrdersForgotten(user_id=customer.id, person_ids=(customer.id,), order_ids=(), is_all=False)
    )
    review = Review.objects.get()
    assert (review.customer_id, review.text, review.stars) == (None, "", 4)
    assert not ReviewPhoto.objects.exists() and not default_storage.exists(file)
    assert not Invitation.objects.exists() and ratings(store) == before
