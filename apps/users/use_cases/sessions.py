"""Signing in and out, and renewing tokens: a session is a family of refresh tokens."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.contrib.auth import authenticate
from rest_framework_simplejwt.exceptions import TokenError

from apps.users.contract.errors import (
    EmailNotVerified,
    FactorRefused,
    LinkNotValid,
    RefreshRefused,
    SecondFactorRequired,
    WrongCredentials,
)
from apps.users.contract.events import SignedInAnew
from apps.users.credentials import passkeys
from apps.users.credentials.devices import family_of, in_words
from apps.users.credentials.secrets import challenge_of, id_of, token_of
from apps.users.domain import GOOD_FOR, MAX_SESSION, FactorKind, Purpose
from apps.users.models import (
    MAX_DEVICE,
    KnownDevice,
    Proof,
    Revocation,
    SecondFactor,
    Session,
    TokenRotation,
    User,
)
from apps.users.queries.rights import access_lifetime
from apps.users.use_cases.factors import MAY_SIGN_IN, Evidence, prove, question, use_passkey
from apps.users.use_cases.locking import lock_who_may_sign_in
from apps.users.use_cases.tokens import (
    FirstTokensAnswer,
    PasskeyQuestionAnswer,
    RefreshToken,
    TokenPairAnswer,
    issue,
    password_mark,
)
from dominos.kernel.audit import record
from dominos.kernel.auth.rights import EVERYBODY
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import outside_request, publish, unit_of_work

REFRESH_GRACE = timedelta(seconds=10)


def sign_in(*, email: str, password: str, device: str = "") -> TokenPairAnswer:
    """A pair of tokens for a verified person. SecondFactorRequired if they have one, or need one.

    WrongCredentials, as slowly for an unknown e-mail as for a known one.
    """
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        raise WrongCredentials
    if not user.is_verified:
        raise EmailNotVerified
    with unit_of_work("users"):
        asked = question(user)
        if asked is None:
            return begin(user, device)
    raise SecondFactorRequired(question=asked)


def prove_second_factor(*, challenge: str, evidence: Evidence, device: str = "") -> FirstTokensAnswer:
    """The tokens of a person who proved or set up a second factor after the password. FactorRefused."""
    with unit_of_work("users"):
        proved = prove(challenge, evidence)
        if proved is not None:
            pair = begin(proved.user, device, second_factor_at=now())
            return FirstTokensAnswer(**pair.model_dump(), recovery_codes=list(proved.recovery_codes))
    raise FactorRefused


def request_passkey() -> PasskeyQuestionAnswer:
    """Options for signing in with a passkey alone."""
    with unit_of_work("users"):
        proof = Proof.objects.create(purpose=Purpose.PASSKEY, expires_at=now() + GOOD_FOR[Purpose.PASSKEY])
    options = passkeys.request_options(challenge_of(proof.id), [], is_alone=True)
    return PasskeyQuestionAnswer(challenge=token_of(proof.id), passkey=options)


def sign_in_with_passkey(*, challenge: str, passkey: str, device: str = "") -> TokenPairAnswer:
    """Tokens for the owner of the passkey, whose device verified its user: two factors at once. FactorRefused."""
    factors = SecondFactor.objects.filter(MAY_SIGN_IN, credential=passkeys.credential_of(passkey))
    try:
        with unit_of_work("users"):
            proof = _passkey_question(challenge)
            user = lock_who_may_sign_in(factors.values_list("user_id", flat=True).first())
            use_passkey(factors.first(), proof, passkey, is_alone=True)
            assert user is not None
            proof.delete()
            return begin(user, device, second_factor_at=now())
    except FactorRefused:
        _record_refused(factors.values_list("user_id", flat=True).first())
        raise


def _record_refused(user_id: UUID | None) -> None:
    """In a transaction of its own, as the request that is refused leaves nothing else behind."""
    with outside_request(), unit_of_work("users"):
        about = f"users.user:{user_id}" if user_id else ""
        record("second_factor_refused", about=about, way=FactorKind.PASSKEY)


def _passkey_question(challenge: str) -> Proof:
    try:
        wanted = id_of(challenge)
    except LinkNotValid:
        raise FactorRefused from None
    rows = Proof.objects.select_for_update().filter(purpose=Purpose.PASSKEY, expires_at__gt=now())
    proof = rows.filter(id=wanted).first()
    if proof is None:
        raise FactorRefused
    return proof


def begin(user: User, device: str, second_factor_at: datetime | None = None) -> TokenPairAnswer:
    """The first pair of tokens of a new session; called within a unit of work."""
    _note_device(user, device)
    return issue(
        Session.objects.create(
            user=user,
            device=device[:MAX_DEVICE],
            ends_at=now() + MAX_SESSION,
            second_factor_at=second_factor_at,
        )
    )


def _note_device(user: User, device: str) -> None:
    """Tells whoever signs in by something new, unless it is the first thing ever."""
    said, short = in_words(device)[:MAX_DEVICE], family_of(device)
    _, is_new = KnownDevice.objects.update_or_create(user=user, device=said, defaults={"seen_at": now()})
    if is_new and user.known_devices.exclude(device=said).exists():
        publish(SignedInAnew(user_id=user.id, device=short, at=now()), subject=user.id)


def refresh_tokens(*, refresh: str, client: str = "") -> TokenPairAnswer:
    """Exchanges a refresh token, once, for a new pair. RefreshRefused.

    `client` identifies clients: two tabs of one browser that refresh at the same moment both continue. Any
    other repeated use may be by a thief or the victim: the session ends for both.
    """
    old = _parse(refresh)
    with unit_of_work("users"):
        session = _session_of(old)
        user = session.user if session else None
        if session is None or user is None or old.payload.get("password") != password_mark(user):
            raise RefreshRefused
        _, is_first = cast(tuple[object, bool], old.blacklist())
        if is_first or _is_same_moment(old["jti"], client):
            if is_first:
                TokenRotation.objects.create(jti=old["jti"], client=digest(client.encode()))
            session.seen_at = now()
            session.save(update_fields=["seen_at"])
            return issue(session)
        _end(session)
    raise RefreshRefused


def _session_of(token: RefreshToken) -> Session | None:
    """The session of a token whose person may still sign in, locked."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(
        id=token["session"],
        user_id=token["sub"],
        ends_at__gt=now(),
        user__is_active=True,
        user__is_verified=True,
    ).first()


def _is_same_moment(jti: str, client: str) -> bool:
    uses = TokenRotation.objects.filter(jti=jti, client=digest(client.encode()), at__gt=now() - REFRESH_GRACE)
    return bool(client) and uses.exists()


def sign_out(*, refresh: str) -> None:
    """Ends the session of the refresh token. RefreshRefused for an invalid one."""
    token = _parse(refresh)
    with unit_of_work("users"):
        session = _session_of(token)
        if session is None:
            raise RefreshRefused
        _end(session)


def end_session(user_id: UUID, session_id: UUID) -> None:
    """Ends that session of the person. NotFound."""
    with unit_of_work("users"):
        session = Session.objects.filter(user_id=user_id, id=session_id).first()
        if session is None:
            raise NotFound
        _end(session)


def end_other_sessions(user_id: UUID, session_id: UUID | None) -> None:
    """Ends all sessions of the person except that one."""
    with unit_of_work("users"):
        for session in Session.objects.filter(user_id=user_id):
            if session.id != session_id:
                _end(session)


def end_everybodys() -> int:
    """Ends everybody's sessions, as after a theft of secrets; returns the number."""
    with unit_of_work("users"):
        ended, _ = Session.objects.all().delete()
        Revocation.objects.create(subject_id=EVERYBODY)
        record("all_sessions_ended", about="users.user", count=ended)
    return ended


def _end(session: Session) -> None:
    """Its access tokens end, too, where it may have any; other screens that share the account are left alone."""
    has_tokens_since = now() - access_lifetime()
    session_id, last = session.id, max(session.seen_at, session.second_factor_at or session.seen_at)
    session.delete()
    if last > has_tokens_since:
        Revocation.objects.create(subject_id=session_id)


def _parse(refresh: str) -> RefreshToken:
    try:
        token = RefreshToken(refresh)  # type: ignore[arg-type]
    except TokenError as error:
        raise RefreshRefused from error
    if "session" not in token:
        raise RefreshRefused
    return token
