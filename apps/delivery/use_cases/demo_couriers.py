"""Demo couriers."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from apps.delivery.domain.documents import REQUIRED
from apps.delivery.domain.states import Vehicle
from apps.delivery.models import Courier, CourierDocument
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

EVERY_NTH_DRIVES = 4


def seed(couriers: Iterable[tuple[UUID, str, UUID]]) -> list[Courier]:
    """Makes users with the courier role couriers: (user, name, home store) each; idempotent.

    Later changes, such as a vehicle, are kept; so are couriers on shift.
    """
    with unit_of_work("delivery"):
        return [_hire(number, *courier) for number, courier in enumerate(couriers, 1)]


def _hire(number: int, user_id: UUID, name: str, home_store_id: UUID) -> Courier:
    vehicle = Vehicle.BICYCLE if number % EVERY_NTH_DRIVES else Vehicle.CAR
    defaults = {
        "name": name,
        "vehicle": vehicle,
        "capacity": 4 if vehicle == Vehicle.BICYCLE else 8,
        "home_store_id": home_store_id,
    }
    courier, is_new = Courier.objects.get_or_create(user_id=user_id, defaults=defaults)
    if is_new:
        file_documents(courier)
    return courier


def file_documents(courier: Courier) -> None:
    """Files the documents that the courier's vehicle requires, verified and valid for two years."""
    at = now()
    CourierDocument.objects.bulk_create(
        CourierDocument(
            courier=courier,
            kind=kind,
            number=f"{kind[:3]}-{courier.user_id.hex[-8:]}".upper(),
            expires_on=at.date() + timedelta(days=730),
            submitted_by=courier.user_id,
            verified_at=at,
        )
        for kind in REQUIRED[courier.vehicle]
    )
