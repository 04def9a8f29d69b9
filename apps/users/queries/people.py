"""Reading people, and what a mail to one of them carries."""

from uuid import UUID

from django.db.models import Q

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
from dominos.kernel.contact import digits_of
from dominos.kernel.errors import NotFound

NEVER_MAILED = (Purpose.SECOND_FACTOR, Purpose.NEW_FACTOR, Purpose.PASSKEY, Purpose.PROVIDER)


def get_user(user_id: UUID) -> User:
    """An active person. NotFound."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    return user


def known_by(text: str) -> Q:
    """The condition that somebody has this address, this telephone however it is written, or all these words in a name.

    Whole ones: what is sealed is found by digests, which know no parts.
    """
    words = User._meta.get_field("name_words").having(text)
    phone = Q(phone=text) if digits_of(text) else Q(pk=None)
    return words | Q(email=text) | phone


def get_mailbox_to_forget(user_id: UUID) -> str:
    """The proved address of somebody whose account is closed. NotFound."""
    user = User.objects.filter(id=user_id, is_active=False, is_verified=True).first()
    if user is None or not Closure.objects.filter(user_id=user_id, done_at=None).exists():
        raise NotFound
    return str(user.email)


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
