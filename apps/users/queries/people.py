"""Reading people, and what a mail to one of them carries."""

from uuid import UUID

from apps.users.credentials.secrets import code_of, token_of
from apps.users.domain import Purpose
from apps.users.models import (
    Closure,
    EmailVerification,
    Invitation,
    Proof,
    User,
)
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound

NEVER_MAILED = (Purpose.SECOND_FACTOR, Purpose.NEW_FACTOR, Purpose.PASSKEY, Purpose.PROVIDER)


def get_user(user_id: UUID) -> User:
    """An active person. NotFound."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    return user


def get_mailbox_to_forget(user_id: UUID) -> str:
    """The proved address of somebody whose account is closed. NotFound."""
    user = User.objects.filter(id=user_id, is_active=False, is_verified=True).first()
    if user is None or not Closure.objects.filter(user_id=user_id, done_at=None).exists():
        raise NotFound
    return user.email


def get_secret(proof_id: UUID) -> str:
    """What the mail about this registration or proof carries, a link's token or a code. NotFound once it is no good."""
    proof = Proof.objects.filter(id=proof_id, expires_at__gt=now()).first()
    if proof is not None and proof.purpose == Purpose.SIGN_IN:
        return code_of(proof_id)
    if proof is not None and proof.purpose in NEVER_MAILED:
        raise NotFound
    waiting = EmailVerification, Invitation
    if proof is None and not any(
        kind.objects.filter(id=proof_id, expires_at__gt=now()).exists() for kind in waiting
    ):
        raise NotFound
    return token_of(proof_id)
