"""Locking and transitions of deliveries and couriers: the building blocks of every use case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.delivery.contract.live import track_group
from apps.delivery.domain.states import FINISHED, WITH_COURIER, courier_after, delivery_after
from apps.delivery.models import Courier, Delivery, DeliveryChange
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared_reads import Prepared
from dominos.kernel.sockets.pushes import push_after_commit

_COURIER = Prepared(lambda: Courier.objects.select_for_update())


def lock_deliveries(ids: Iterable[UUID]) -> list[Delivery]:
    """The deliveries, locked in id order until the transaction ends."""
    return list(Delivery.objects.select_for_update().filter(id__in=list(ids)).order_by("id"))


def lock_delivery(delivery_id: UUID, courier_id: UUID) -> Delivery:
    """The courier's own delivery, locked. NotFound for anybody else's."""
    found = Delivery.objects.select_for_update().filter(id=delivery_id, courier_id=courier_id).first()
    if found is None:
        raise NotFound("There is no such delivery in your run.")
    return found


def lock_courier(courier_id: UUID) -> Courier:
    """The courier, locked. NotFound."""
    found = _COURIER.get(courier_id)
    if found is None:
        raise NotFound("There is no such courier.")
    return found


def advance(
    delivery: Delivery, action: str, *, actor: UUID | None = None, reason: str = "", **columns: Any
) -> None:
    """Performs the transition with its history row; `columns` change with it. IllegalAction.

    A delivery that is over keeps its reason.
    """
    columns["status"] = delivery_after(delivery.status, action)
    if columns["status"] in FINISHED:
        delivery.reason = reason
    change(delivery, action, actor=actor, reason=reason, **columns)


def change(
    delivery: Delivery, action: str, *, actor: UUID | None = None, reason: str = "", **columns: Any
) -> None:
    """Changes columns of a locked delivery, with a history row.

    With its courier changes whom the customer reaches: the tracker reads that anew.
    """
    columns["sequence"] = delivery.sequence + 1
    for name, value in columns.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=[*columns, "reason"])
    DeliveryChange.objects.create(
        delivery=delivery,
        sequence=delivery.sequence,
        action=action,
        status=delivery.status,
        actor_id=actor,
        reason=reason,
    )
    if "courier" in columns:
        push_after_commit(track_group(delivery.order_id), {"type": "message"})


def move_courier(courier: Courier, action: str, **columns: Any) -> None:
    """Performs the courier's transition; `columns` change with it. IllegalAction."""
    columns["status"] = courier_after(courier.status, action)
    for name, value in columns.items():
        setattr(courier, name, value)
    courier.save(update_fields=list(columns))


def end_run(courier: Courier, *, is_lost: bool = False) -> bool:
    """Frees the courier once no delivery is left in the run; `is_lost` if nothing was delivered."""
    if Delivery.objects.filter(courier=courier, status__in=WITH_COURIER).exists():
        return False
    move_courier(courier, "run.lose" if is_lost else "run.finish", free_since=now())
    return True
