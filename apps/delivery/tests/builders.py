"""What tests of delivery make and do over and over."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.apps import apps
from PIL import Image

from apps.delivery.contract.commands import CancelDelivery, ReleaseDelivery, RequestDelivery, RetryDelivery
from apps.delivery.contract.courier_protocol import PositionFix
from apps.delivery.models import Courier, StorePlace
from apps.delivery.storage.last_positions import Fix, keep_fix, record_heartbeat
from apps.delivery.use_cases.demo_couriers import file_documents
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.shifts import start_shift
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.sockets import heartbeat as realtime_heartbeat
from dominos.kernel.unit_of_work import send, unit_of_work

STORE = (60.1699, 24.9384)
DOOR = (60.1740, 24.9500)
HALFWAY = (60.1720, 24.9440)


def make_store(**columns: object) -> StorePlace:
    """A store where the couriers work."""
    defaults = {"store_id": new_id(), "code": "hki-1", "name": "Kamppi", "lat": STORE[0], "lon": STORE[1]}
    return StorePlace.objects.create(**(defaults | columns))


def make_courier(store: StorePlace, name: str = "Aino Virtanen", **columns: object) -> Courier:
    """A courier of the store with valid documents."""
    columns.setdefault("home_store_id", store.store_id)
    courier = Courier.objects.create(user_id=new_id(), name=name, **columns)
    file_documents(courier)
    return courier


def make_courier_on_shift(
    store: StorePlace, name: str = "Aino Virtanen", at: tuple[float, float] = STORE, **columns: object
) -> Courier:
    """A courier at work, at a place."""
    courier = make_courier(store, name, **columns)
    start_shift(courier.user_id)
    stand_at(courier, at)
    return Courier.objects.get(user_id=courier.user_id)


def make_order(
    store: StorePlace, ready_in: float = 1, door: tuple[float, float] = DOOR, **fields: Any
) -> UUID:
    """Asks for a delivery the way the orders saga does; gives the order's id."""
    order_id = fields.pop("order_id", None) or new_id()
    command: dict[str, Any] = {
        "order_id": order_id,
        "number": "2026-11-22#7",
        "store_id": store.store_id,
        "address": "Unioninkatu 3 A 4",
        "note": "ring twice",
        "lat": door[0],
        "lon": door[1],
        "recipient": "Eino",
        "bags": 1,
        "contactless": False,
        "cash_due": 0,
        "currency": "EUR",
        "ready_at": now() + timedelta(minutes=ready_in),
        "promised_to": now() + timedelta(minutes=40),
    } | fields
    with unit_of_work("delivery"):
        send(RequestDelivery(**command), subject=order_id)
    return order_id


def stand_at(courier: Courier, at: tuple[float, float]) -> None:
    keep_fix(courier.user_id, Fix(at[0], at[1], 8.0, now()))


def watch(time: Any, seconds: int, *living: UUID) -> None:
    """Lets time pass while the dispatcher looks on and these couriers show that they live."""
    for step in (*[20] * (seconds // 20), seconds % 20):
        time.advance(seconds=step)
        realtime_heartbeat.beat()
        for courier_id in living:
            record_heartbeat(courier_id)
        dispatch_couriers()


def release(order_id: UUID) -> None:
    """The food is ready."""
    with unit_of_work("delivery"):
        send(ReleaseDelivery(order_id=order_id, ready_at=now()), subject=order_id)


def cancel(order_id: UUID) -> None:
    with unit_of_work("delivery"):
        send(CancelDelivery(order_id=order_id, reason="changed their mind"), subject=order_id)


def published(order_id: UUID) -> list[str]:
    """The events about an order, first to last, windows left out."""
    rows = apps.get_model("delivery", "OutboxMessage").objects.filter(subject=order_id).order_by("id")
    names = [type.removeprefix("delivery.") for type in rows.values_list("type", flat=True)]
    return [name for name in names if name != "eta_changed" and not name.endswith("_delivery")]


def fixes(*sequences, place=HALFWAY):
    return [PositionFix(sequence=n, lat=place[0], lon=place[1], accuracy=5.0, at=now()) for n in sequences]


def picture(kind="JPEG", size=(64, 48), **options):
    """A photo, as bytes."""
    encoded = BytesIO()
    Image.new("RGB", size, "firebrick").save(encoded, kind, **options)
    return encoded.getvalue()


async def drain(layer, channel):
    await layer.group_add("test.end", channel)
    await layer.group_send("test.end", {"type": "push", "content": {"type": "end"}})
    seen = []
    while True:
        content = (await layer.receive(channel))["content"]
        if content["type"] == "end":
            return seen
        seen.append(content)


def retry(order_id, ready_in=10):
    at = now()
    with unit_of_work("delivery"):
        send(
            RetryDelivery(
                order_id=order_id,
                ready_at=at + timedelta(minutes=ready_in),
                promised_to=at + timedelta(minutes=45),
            ),
            subject=order_id,
        )
