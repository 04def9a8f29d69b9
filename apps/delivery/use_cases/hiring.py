"""New couriers: created when a store hires a person as one."""

from uuid import UUID

from apps.delivery.models import Courier


def hire(user_id: UUID, name: str, store_id: UUID) -> None:
    """Makes the person a courier of the store, with a bicycle by default; called within a unit of work.

    A known courier's data is kept; without a home store they get this one. Before their first shift they have
    to file their documents. People who may not deliver any more have lost the role, and with it tokens and
    socket.
    """
    courier, _ = Courier.objects.get_or_create(
        user_id=user_id, defaults={"name": name, "home_store_id": store_id}
    )
    if courier.home_store_id is None:
        courier.home_store_id = store_id
        courier.save(update_fields=["home_store_id"])
