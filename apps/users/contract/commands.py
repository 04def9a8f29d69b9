"""Commands to users."""

from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("users.confirm_forgotten")
class ConfirmForgotten(Command):
    """`app` has erased all data of the person who closed their account."""

    user_id: UUID
    app: str


@message("users.revoke_partner")
class RevokePartner(Command):
    """A partner's key was revoked: its tokens end. The subject is the key."""

    key_id: UUID
