"""Recovering an account and changing its credentials: passwords, codes, another e-mail."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from apps.users.contract.errors import (
    CodeNotValid,
    EmailTaken,
    FactorQuestion,
    LinkNotValid,
    SecondFactorRequired,
    WrongPassword,
)
from apps.users.contract.events import (
    EmailChanged,
    EmailChangeRequested,
    PasswordChanged,
    PasswordResetRequested,
    SecondFactorsChanged,
    SignInCodeRequested,
)
from apps.users.credentials.passwords import require_strong
from apps.users.credentials.secrets import id_of, is_code_of
from apps.users.domain import GOOD_FOR, MAIL_COOL_DOWN, MAX_CODE_ATTEMPTS, Purpose
from apps.users.models import Proof, User
from apps.users.queries.people import get_user
from apps.users.queries.sign_ins import get_session
from apps.users.use_cases.factors import QUESTIONS, question
from apps.users.use_cases.locking import lock_mailbox, lock_who_may_sign_in
from apps.users.use_cases.sessions import begin
from apps.users.use_cases.tokens import TokenPairAnswer
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.contact import email_address
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import publish, unit_of_work


def request_reset(*, email: str) -> None:
    """Mails a reset link if the address has an account; else does nothing."""
    with unit_of_work("users"):
        user = _reachable(email, Purpose.RESET_PASSWORD)
        if user is not None:
            _mail_reset(user)


def reset_password(*, token: str, password: str) -> None:
    """Sets a new password by a mailed link; all sessions end. LinkNotValid, Invalid."""
    with unit_of_work("users"):
        _set_password(_used(token, Purpose.RESET_PASSWORD)[1], password)


def change_password(
    user_id: UUID, session_id: UUID | None, *, current_password: str, password: str, device: str = ""
) -> TokenPairAnswer:
    """Sets a new password and ends all sessions except the caller's, which gets a new pair of tokens.

    Raises WrongPassword, Invalid, NotFound.
    """
    with unit_of_work("users"):
        user = _proved_by_password(user_id, current_password)
        here = get_session(user_id, session_id)
        _set_password(user, password)
        return begin(user, device, here.second_factor_at if here else None)


def request_code(*, email: str) -> None:
    """Mails a sign-in code if the address has an account; else does nothing."""
    with unit_of_work("users"):
        user = _reachable(email, Purpose.SIGN_IN)
        if user is not None:
            code = _proof(user, Purpose.SIGN_IN)
            publish(SignInCodeRequested(user_id=user.id, proof_id=code.id), subject=user.id)


def sign_in_with_code(*, email: str, code: str, device: str = "") -> TokenPairAnswer:
    """A pair of tokens for the latest mailed code. SecondFactorRequired if the person has one, or needs one.

    Raises CodeNotValid, also after five wrong ones.
    """
    asked: FactorQuestion | None = None
    with unit_of_work("users"):
        user_id = lock_mailbox(email_address(email))
        proof_id = _take_code(user_id, code)
        if user_id is not None and proof_id is not None:
            Proof.objects.filter(id=proof_id).delete()
            user = User.objects.get(id=user_id)
            asked = question(user)
            if asked is None:
                return begin(user, device)
        else:
            record("sign_in_failed", about=f"users.user:{user_id}" if user_id else "", way="code")
    if asked is not None:
        raise SecondFactorRequired(question=asked)
    raise CodeNotValid


def _take_code(user_id: UUID | None, code: str) -> UUID | None:
    """The mailed code's row, if it is the code; each try counts. The same statements for whoever was mailed none."""
    open_ones = Proof.objects.filter(expires_at__gt=now(), attempts__lt=MAX_CODE_ATTEMPTS)
    mailed = open_ones.filter(user_id=user_id or new_id(), purpose=Purpose.SIGN_IN)
    found = mailed.order_by("id").values_list("id", flat=True).first()
    tried = found or new_id()
    Proof.objects.filter(id=tried).update(attempts=F("attempts") + 1)
    return found if is_code_of(tried, code) else None


def request_email(user_id: UUID, *, email: str, password: str) -> None:
    """Mails a link to the new address, which verifies it. WrongPassword, NotFound.

    An address of another account gets a mail, too, whose link is refused, so that nobody learns which
    accounts exist.
    """
    with unit_of_work("users"):
        user = _proved_by_password(user_id, password)
        user.proofs.filter(purpose=Purpose.CHANGE_EMAIL).delete()
        link = _proof(user, Purpose.CHANGE_EMAIL, email_address(email))
        publish(EmailChangeRequested(user_id=user.id, email=link.email, proof_id=link.id), subject=user.id)


def change_email(*, token: str) -> None:
    """Changes the account's address to the link's; the previous one can undo that. LinkNotValid, EmailTaken."""
    with unit_of_work("users"):
        link, user = _used(token, Purpose.CHANGE_EMAIL)
        previous = user.email
        _give_email(user, link.email)
        undo = _proof(user, Purpose.UNDO_EMAIL, previous)
        publish(
            EmailChanged(user_id=user.id, email=user.email, previous_email=previous, proof_id=undo.id),
            subject=user.id,
        )


def undo_email(*, token: str) -> None:
    """Restores the account's previous address. LinkNotValid, EmailTaken.

    Whoever changed the address knew the password: it ends with all sessions, and a reset link is mailed. They
    had the account since the change was requested at the latest: second factors added since are theirs, and
    they may have read the recovery codes.
    """
    with unit_of_work("users"):
        link, user = _used(token, Purpose.UNDO_EMAIL)
        # What was mailed since then may be in the hands of whoever is undone.
        user.proofs.filter(~Q(purpose=Purpose.UNDO_EMAIL) | Q(id__gt=link.id)).delete()
        user.set_unusable_password()
        user.save(update_fields=["password"])  # ends the sessions, before the address locks their person
        _give_email(user, link.email)
        _end_factors(user, since=link.created_at - GOOD_FOR[Purpose.CHANGE_EMAIL])
        _mail_reset(user)


def _end_factors(user: User, since: datetime) -> None:
    ended, _ = user.second_factors.filter(created_at__gte=since).delete()
    codes, _ = user.recovery_codes.all().delete()
    if ended or codes:
        record("second_factors_taken_away", about=user, count=ended)
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def _reachable(email: str, purpose: Purpose) -> User | None:
    """Who has the address, unless such a mail went there lately. Earlier ones of the kind end with the next."""
    user = User.objects.filter(email=email_address(email), is_active=True, is_verified=True).first()
    lately = now() - MAIL_COOL_DOWN
    if user is None or user.proofs.filter(purpose=purpose, created_at__gt=lately).exists():
        return None
    user.proofs.filter(purpose=purpose).delete()
    return user


def _proof(user: User, purpose: Purpose, email: str = "") -> Proof:
    return Proof.objects.create(user=user, purpose=purpose, email=email, expires_at=now() + GOOD_FOR[purpose])


def _mail_reset(user: User) -> None:
    link = _proof(user, Purpose.RESET_PASSWORD)
    publish(PasswordResetRequested(user_id=user.id, proof_id=link.id), subject=user.id)


def _used(token: str, purpose: Purpose) -> tuple[Proof, User]:
    """The proof of the link, which is good no more, and its person, locked. LinkNotValid."""
    rows = Proof.objects.filter(id=id_of(token), purpose=purpose, expires_at__gt=now())
    user = lock_who_may_sign_in(rows.values_list("user_id", flat=True).first())
    proof = rows.first()
    if user is None or proof is None:
        raise LinkNotValid
    rows.delete()
    return proof, user


def _proved_by_password(user_id: UUID, password: str) -> User:
    user = get_user(user_id)
    if not user.check_password(password):
        raise WrongPassword
    return user


def _set_password(user: User, password: str) -> None:
    require_strong(password, email=user.email, name=user.name)
    user.set_password(password)
    user.save(update_fields=["password"])
    tell_of_password(user)


def tell_of_password(user: User, by: UUID | None = None) -> None:
    """Invalidates mails and requests made under the old password, and notifies the person.

    Second-factor requests are kept for a while, so that wrong answers to them still count.
    """
    user.proofs.filter(purpose__in=(Purpose.RESET_PASSWORD, Purpose.SIGN_IN)).delete()
    user.proofs.filter(purpose__in=QUESTIONS).update(expires_at=now())
    record("password_changed", about=user, by=by)
    publish(PasswordChanged(user_id=user.id), subject=user.id)


def _give_email(user: User, email: str) -> None:
    """Somebody who registered with the address and never proved it loses it. EmailTaken."""
    User.objects.filter(email=email, is_verified=False).exclude(id=user.id).delete()
    if User.objects.filter(email=email).exclude(id=user.id).exists():
        raise EmailTaken
    user.email = email
    user.save(update_fields=["email"])
    record("email_changed", about=user)
