"""What tests of reviews begin with: a completed order, a review, a photo, and what is shown."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.orders.contract.events import OrderCompleted
from apps.reviews.queries.ratings import remembered
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal

SUPPORT = principal(Role.SUPPORT)


def complete(customer_id, store_id=None, courier_id=None, **changes):
    event = OrderCompleted(
        order_id=new_id(),
        number="2026-05-01#1",
        store_id=store_id or new_id(),
        business_date=date(2026, 5, 1),
        customer_id=customer_id,
        courier_id=courier_id,
        products=("S_PIZZA",),
        completed_at=now(),
        **changes,
    )
    receive("reviews", envelope_of(event, producer="orders", subject=event.order_id, sequence=9))
    return event


def post(caller, order_id, **body):
    return client(caller).post("/api/v1/reviews", {"order_id": str(order_id), "stars": 4, **body})


def ratings(store_id):
    remembered.clear()
    return client().get(f"/api/v1/stores/{store_id}/ratings").json()


def shown(store_id):
    return client().get(f"/api/v1/stores/{store_id}/reviews").json()["results"]


def picture():
    encoded = BytesIO()
    Image.new("RGB", (64, 48), "firebrick").save(encoded, "JPEG")
    return SimpleUploadedFile("pizza.jpg", encoded.getvalue(), "image/jpeg")
