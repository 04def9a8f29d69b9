"""The project as a Django app, for its commands; it names who knows what people may do."""

from collections.abc import Mapping
from uuid import UUID

from django.apps import AppConfig

from apps.users.contract.service import UsersService
from dominos.kernel.auth.rights import Stores, revocations
from dominos.kernel.services import service


class UsersRights:
    """Asks the users service, in this process or another."""

    def revocations(self) -> Mapping[UUID, int]:
        """For each person who lost rights lately, the lowest epoch that their tokens must have."""
        return {found.subject_id: found.epoch for found in service(UsersService).list_revocations()}

    def stores_of(self, user_id: UUID) -> Stores:
        """The stores of a person. NotFound."""
        found = service(UsersService).get_stores(user_id=user_id)
        return frozenset(found.store_ids), frozenset(found.managed_ids)


class DominosConfig(AppConfig):
    name = "dominos"

    def ready(self) -> None:
        from dominos.celery import app

        app.set_default()
        revocations.ask(UsersRights())
