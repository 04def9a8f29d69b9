"""Commands to users."""

from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("users.confirm_forgotten")
class ConfirmForgotten(Command):
    """`app` has erased all data of the person who closed their account."""

    user_id: UUID
    app: str


@message("users.answer_by_mail", personal=("asked",))
class AnswerByMail(Command):
    """A stranger asked for something about a mailbox: whoever reads it is told, and nobody else.

    `asked` is what was typed, sealed under the platform's secret. The subject stands for the mailbox.
    """

    kind: str
    asked: str


@message("users.revoke_partner")
class RevokePartner(Command):
    """A partner's key was revoked: its tokens end. The subject is the key."""

    key_id: UUID
