"""Reads of people, and secrets for mails to them."""

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
    """The condition for people with this address, this telephone in any spelling, or all these words in their name.

    Whole words only: sealed data is found by digests.
    """
    words = User._meta.get_field("name_words").having(text)
    phone = Q(phone=text) if digits_of(text) else Q(pk=None)
    return words | Q(email=text) | phone


def get_mailbox_to_forget(user_id: UUID) -> str:
    """The verified address of a closed account. NotFound."""
    user = User.objects.filter(id=user_id, is_active=False, is_verified=True).first()
    if user is None or not Closure.objects.filter(user_id=user_id, done_at=None).exists():
        raise NotFound
    return str(user.email)


def get_secret(proof_id: UUID) -> str:
    """The secret for the mail of this registration or proof, a token or a code. NotFound once it is invalid."""
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
