"""What other apps tell users to do."""

from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("users.confirm_forgotten")
class ConfirmForgotten(Command):
    """`app` has nothing left of the person who closed their account."""

    user_id: UUID
    app: str


@message("users.revoke_partner")
class RevokePartner(Command):
    """A partner's key was revoked: the tokens that were got for it end. The subject is the key."""

    key_id: UUID
