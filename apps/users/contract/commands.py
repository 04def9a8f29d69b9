"""What other apps tell users to do."""

from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("users.confirm_forgotten")
class ConfirmForgotten(Command):
    """`app` has nothing left of the person who closed their account."""

    user_id: UUID
    app: str
