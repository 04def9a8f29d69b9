"""Signing in by external accounts, and linking and unlinking them.

An external account is linked to the account with the same address if both have verified it. Unverified
registrations with the address are ignored.
"""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from apps.users.contract.errors import (
    FactorQuestion,
    LinkNotValid,
    ProviderEmailDiffers,
    ProviderEmailUnproved,
    ProviderRefused,
    SecondFactorRequired,
)
from apps.users.contract.events import EmailVerified, IdentityLinked
from apps.users.credentials.oidc import Claims, Provider, address_of, get_provider, id_token_for, read
from apps.users.credentials.secrets import Attempt, attempt_of, begun_attempt, id_of, token_of
from apps.users.domain import GOOD_FOR, MAX_IDENTITIES, Purpose
from apps.users.models import Identity, Proof, Session, User
from apps.users.queries.people import get_user
from apps.users.queries.sign_ins import get_session
from apps.users.use_cases.factors import question
from apps.users.use_cases.locking import lock_user, lock_who_may_sign_in
from apps.users.use_cases.people import grant
from apps.users.use_cases.sessions import begin
from apps.users.use_cases.tokens import ProviderQuestionAnswer, TokenPairAnswer
from dominos.kernel.audit import record
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.person_names import shown_name
from dominos.kernel.texts.languages import spoken
from dominos.kernel.unit_of_work import publish, unit_of_work

NAMELESS = "Customer"


def ask(name: str, *, user_id: UUID | None = None, session_id: UUID | None = None) -> ProviderQuestionAnswer:
    """The URL for signing in at the provider, or for linking an account. NotFound, Unavailable."""
    provider = get_provider(name)
    with unit_of_work("users"):
        proof = Proof.objects.create(
            user=get_user(user_id) if user_id else None,
            session=_session(user_id, session_id) if user_id else None,
            purpose=Purpose.PROVIDER,
            provider=name,
            expires_at=now() + GOOD_FOR[Purpose.PROVIDER],
        )
    attempt, state = attempt_of(proof.id), token_of(proof.id)
    address = address_of(provider, state=state, nonce=attempt.nonce, verifier=attempt.verifier)
    return ProviderQuestionAnswer(address=address, state=state, binder=attempt.binder)


def sign_in(name: str, *, state: str, binder: str, code: str, device: str = "") -> TokenPairAnswer:
    """A pair of tokens by the provider's response; creates an account if there is none.

    Raises SecondFactorRequired if the person has one, or needs one. ProviderRefused, ProviderEmailUnproved,
    Unavailable.
    """
    provider = get_provider(name)
    claims = _vouched_for(provider, _take(name, state, binder, None), code)
    asked: FactorQuestion | None = None
    with unit_of_work("users"):
        user = _known(claims) or _by_mailbox(provider, claims)
        asked = question(user)
        if asked is None:
            return begin(user, device)
    raise SecondFactorRequired(question=asked)


def link(user_id: UUID, session_id: UUID | None, name: str, *, state: str, binder: str, code: str) -> None:
    """Links this account at the provider to the person.

    Raises ProviderRefused, ProviderEmailUnproved, ProviderEmailDiffers, Unavailable.
    """
    provider = get_provider(name)
    session = _session(user_id, session_id)
    claims = _vouched_for(provider, _take(name, state, binder, session), code)
    if not claims.email:
        raise ProviderEmailUnproved
    with unit_of_work("users"):
        user = lock_who_may_sign_in(user_id)
        if user is None or user.email != claims.email:
            raise ProviderEmailDiffers
        _link(user, provider, claims, is_told=True)


def unlink(user_id: UUID, identity_id: UUID) -> None:
    """Unlinks the external account. NotFound. Signing in by a mailed code remains possible."""
    with unit_of_work("users"):
        row = Identity.objects.filter(user_id=user_id, id=identity_id).first()
        if row is None:
            raise NotFound
        record("identity_unlinked", about=row.user, by=user_id, provider=row.provider)
        row.delete()


def _session(user_id: UUID, session_id: UUID | None) -> Session:
    session = get_session(user_id, session_id)
    if session is None:
        raise NotFound
    return session


def _take(name: str, state: str, binder: str, session: Session | None) -> Attempt:
    """Takes the attempt, which works once: of this browser, at this provider, by who began it. ProviderRefused."""
    try:
        wanted = id_of(state)
    except LinkNotValid:
        raise ProviderRefused from None
    attempt = begun_attempt(wanted, binder)
    with unit_of_work("users"):
        rows = Proof.objects.filter(
            id=wanted, purpose=Purpose.PROVIDER, provider=name, session=session, expires_at__gt=now()
        )
        if attempt is None or not rows.delete()[0]:
            raise ProviderRefused
    return attempt


def _vouched_for(provider: Provider, attempt: Attempt, code: str) -> Claims:
    """Outside of a transaction: the provider is asked."""
    token = id_token_for(provider, code=code, verifier=attempt.verifier)
    return read(provider, token, nonce=attempt.nonce)


def _known(claims: Claims) -> User | None:
    row = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).first()
    if row is None:
        return None
    user = lock_who_may_sign_in(row.user_id)
    if user is None:
        raise ProviderRefused
    Identity.objects.filter(id=row.id).update(used_at=now())
    return user


def _by_mailbox(provider: Provider, claims: Claims) -> User:
    """Whoever has the address here, or a new customer."""
    if not claims.email:
        raise ProviderEmailUnproved
    fields = {"name": _name_of(claims), "locale": spoken(claims.locale), "password": make_password(None)}
    found, _ = User.objects.get_or_create(email=claims.email, defaults=fields)
    user = lock_user(found.id)
    if user is None or not user.is_active:
        raise ProviderRefused
    is_known = user.is_verified
    if not is_known:
        _open_account(user, fields)
    _link(user, provider, claims, is_told=is_known)
    return user


def _open_account(user: User, fields: dict[str, str]) -> None:
    """What somebody registered who has not proved the address counts for nothing, their password least of all."""
    for name, value in {**fields, "phone": ""}.items():
        setattr(user, name, value)
    user.is_verified = True
    user.save()
    user.verifications.all().delete()
    grant(user, Role.CUSTOMER)
    publish(EmailVerified(user_id=user.id), subject=user.id)


def _link(user: User, provider: Provider, claims: Claims, *, is_told: bool) -> None:
    """The owner of an account hears of it, whoever did it. ProviderEmailDiffers where it is somebody else's."""
    row, is_new = Identity.objects.get_or_create(
        issuer=claims.issuer,
        subject=claims.subject,
        defaults={"user": user, "provider": provider.name, "email": claims.email},
    )
    if row.user_id != user.id or user.identities.count() > MAX_IDENTITIES:
        raise ProviderEmailDiffers
    if not is_new:
        return
    record("identity_linked", about=user, by=user.id, provider=provider.name)
    if is_told:
        publish(IdentityLinked(user_id=user.id, provider=provider.title), subject=user.id)


def _name_of(claims: Claims) -> str:
    return shown_name(claims.name) or shown_name(claims.email.partition("@")[0]) or NAMELESS
