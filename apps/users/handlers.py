"""What users do about messages."""

from apps.users.contract.commands import ConfirmForgotten
from apps.users.use_cases import closing
from dominos.kernel.messaging.bus import on


@on(ConfirmForgotten)
def on_confirm_forgotten(command: ConfirmForgotten) -> None:
    closing.confirm(command.user_id, command.app)
