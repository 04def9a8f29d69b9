"""Objects of this app that belong to nobody who asks."""

from datetime import timedelta
from typing import Any

from apps.delivery.models import Courier, Delivery, DeliveryPhoto, StorePlace
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_delivery() -> Delivery:
    """A delivery of another courier and another store."""
    store = StorePlace.objects.create(store_id=new_id(), code="far", name="Far", lat=60.2, lon=25.0)
    courier = Courier.objects.create(user_id=new_id(), name="Somebody Else", home_store_id=store.store_id)
    at = now()
    return Delivery.objects.create(
        order_id=new_id(),
        number="2026-11-20#1",
        store_id=store.store_id,
        lat=60.21,
        lon=25.01,
        address="Elsewhere 1",
        recipient="Somebody",
        currency="EUR",
        status="ASSIGNED",
        courier=courier,
        ready_at=at,
        promised_to=at + timedelta(minutes=30),
        first_expected_at=at,
        expected_at=at + timedelta(minutes=20),
        eta_from=at + timedelta(minutes=15),
        eta_to=at + timedelta(minutes=25),
    )


def foreign_urls() -> list[tuple[Any, ...]]:
    """Calls about a delivery that is neither the caller's nor of the caller's stores; each answers 404."""
    row = foreign_delivery()
    delivery, courier = f"/api/v1/deliveries/{row.id}", f"/api/v1/couriers/{row.courier_id}"
    DeliveryPhoto.objects.create(delivery=row, name="delivery/nowhere.jpg", width=1, height=1)
    actions = ("reassign", "unlock-pin", "waive-geofence", "let-anybody")
    paper = {"kind": "licence", "number": "L-1", "expires_on": "2030-01-01"}
    return [
        ("GET", f"/api/v1/stores/{row.store_id}/couriers"),
        ("GET", delivery),
        ("GET", f"{delivery}/choice"),
        ("GET", f"{delivery}/messages"),
        ("POST", f"{delivery}/calls"),
        ("GET", f"{delivery}/providers"),
        ("POST", f"{delivery}/providers", {"provider": "swift", "max_fee": 900, "reason": "nobody is here"}),
        *(("POST", f"{delivery}/actions/{action}") for action in actions),
        ("PUT", f"{delivery}/photo"),
        ("GET", courier),
        ("PATCH", courier, {"capacity": 2}),
        ("POST", f"{courier}/documents", paper),
        ("POST", f"{courier}/documents/{new_id()}/actions/verify"),
        ("GET", f"/api/v1/orders/{row.order_id}/drop-photo"),
    ]
