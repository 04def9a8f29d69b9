"""New couriers: made when a store hires somebody as one, so that nobody types their identifier."""

from uuid import UUID

from apps.delivery.models import Courier


def hire(user_id: UUID, name: str, store_id: UUID) -> None:
    """The person delivers for the store, with a bicycle until somebody says otherwise; inside a unit of work.

    A known courier keeps what is known of them; who has no home store gets this one. Before their first shift they
    show their papers. Who may not deliver any more has lost the role, and with it tokens and socket.
    """
    courier, _ = Courier.objects.get_or_create(
        user_id=user_id, defaults={"name": name, "home_store_id": store_id}
    )
    if courier.home_store_id is None:
        courier.home_store_id = store_id
        courier.save(update_fields=["home_store_id"])
