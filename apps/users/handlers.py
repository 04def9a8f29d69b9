"""Handlers of messages."""

from apps.stores.contract.events import StoreSaved
from apps.users.contract.commands import ConfirmForgotten, RevokePartner
from apps.users.credentials.revocations import revoke
from apps.users.use_cases import closing, people
from dominos.kernel.messaging.bus import on


@on(ConfirmForgotten)
def on_confirm_forgotten(command: ConfirmForgotten) -> None:
    closing.confirm(command.user_id, command.app)


@on(RevokePartner)
def on_revoke_partner(command: RevokePartner) -> None:
    revoke([command.key_id])


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    people.name_store(event.store_id, f"{event.code} {event.name}")
