"""Second factors: what is requested at sign-in, and verifying it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from apps.users.contract.errors import (
    FactorQuestion,
    FactorRefused,
    FactorSetUp,
    LinkNotValid,
    TooManyFactors,
)
from apps.users.contract.events import SecondFactorsChanged
from apps.users.credentials import passkeys, totp
from apps.users.credentials.secrets import (
    challenge_of,
    id_of,
    new_recovery_code,
    recovery_digest,
    token_of,
    totp_secret_of,
)
from apps.users.domain import (
    GOOD_FOR,
    MAX_FACTORS,
    MAX_WRONG_FACTORS,
    RECOVERY_CODES,
    FactorKind,
    Purpose,
    must_prove_twice,
)
from apps.users.models import Proof, RecoveryCode, Revocation, SecondFactor, Session, User
from apps.users.use_cases.locking import lock_who_may_sign_in
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish

QUESTIONS = (Purpose.SECOND_FACTOR, Purpose.NEW_FACTOR)
MAY_SIGN_IN = Q(user__is_active=True, user__is_verified=True)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer: a code of an app or a recovery code, a passkey's response as JSON, or the password."""

    code: str = ""
    passkey: str = ""
    password: str = ""
    name: str = ""
    """The display name of a new second factor."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The person, the session in which it was requested, and recovery codes if they had none before."""

    user: User
    session: Session | None
    recovery_codes: tuple[str, ...] = ()


def question(user: User, session: Session | None = None) -> FactorQuestion | None:
    """The second-factor request for a sign-in; None if the person neither has nor needs one. Called within a
    unit of work.
    """
    factors = list(user.second_factors.all())
    if not factors:
        if not must_prove_twice(user.roles, settings.SECOND_FACTOR_ROLES):
            return None
        return FactorQuestion(challenge="", kinds=[], passkey="", set_up=set_up(user, session))
    proof = _asked(user, Purpose.SECOND_FACTOR, session)
    return FactorQuestion(
        challenge=token_of(proof.id),
        kinds=_kinds(user, factors),
        passkey=_request(proof, factors),
        set_up=None,
    )


def password_question(user: User, session: Session) -> FactorQuestion | None:
    """The request for the password of a signed-in person who has no second factor; None if they have no password.
    Called within a unit of work.
    """
    if not user.has_usable_password():
        return None
    proof = _asked(user, Purpose.SECOND_FACTOR, session)
    return FactorQuestion(challenge=token_of(proof.id), kinds=["password"], passkey="", set_up=None)


def set_up(user: User, session: Session | None) -> FactorSetUp:
    """The data for setting up a second factor. TooManyFactors; called within a unit of work."""
    factors = list(user.second_factors.all())
    if len(factors) >= MAX_FACTORS:
        raise TooManyFactors
    proof = _asked(user, Purpose.NEW_FACTOR, session)
    secret = totp_secret_of(proof.id)
    address = totp.address_of(secret, user.email)
    known = [factor.credential for factor in factors if factor.credential]
    return FactorSetUp(
        challenge=token_of(proof.id),
        secret=secret,
        address=address,
        picture=totp.picture_of(address),
        passkey=passkeys.creation_options(user, challenge_of(proof.id), known),
    )


def prove(
    challenge: str, evidence: Evidence, *, of: UUID | None = None, at: UUID | None = None
) -> Proved | None:
    """Verifies an answer and invalidates its request; None for a wrong answer, which is counted. FactorRefused.

    A request is only valid where it was made: `at` is the session of a signed-in person, None at sign-in;
    `of` is the person, if known. Called within a unit of work, which has to be committed for the count; the
    person is locked in it.
    """
    proof, user = _open_proof(challenge, of, at)
    if _wrong_answers(user) >= MAX_WRONG_FACTORS:
        record("second_factor_refused", about=user, too_many=True)
        return None
    if not _is_answer(proof, user, evidence):
        Proof.objects.filter(id=proof.id).update(attempts=proof.attempts + 1)
        record("second_factor_refused", about=user, purpose=proof.purpose)
        return None
    user.proofs.filter(purpose__in=QUESTIONS).delete()
    codes = () if evidence.password or user.recovery_codes.exists() else new_codes(user)
    return Proved(user, proof.session, codes)


def _is_answer(proof: Proof, user: User, evidence: Evidence) -> bool:
    try:
        if proof.purpose == Purpose.NEW_FACTOR:
            _add(proof, user, evidence)
        else:
            _check(proof, user, evidence)
    except FactorRefused:
        return False
    return True


def new_codes(user: User) -> tuple[str, ...]:
    """Creates new recovery codes, replacing all others; called within a unit of work."""
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=recovery_digest(code)) for code in codes)
    return codes


def _asked(user: User, purpose: Purpose, session: Session | None) -> Proof:
    return Proof.objects.create(
        user=user, purpose=purpose, session=session, expires_at=now() + GOOD_FOR[purpose]
    )


def _kinds(user: User, factors: list[SecondFactor]) -> list[str]:
    kinds = {factor.kind for factor in factors}
    if user.recovery_codes.exists():
        kinds.add(FactorKind.RECOVERY.value)
    return sorted(kinds)


def _request(proof: Proof, factors: list[SecondFactor]) -> str:
    known = [factor.credential for factor in factors if factor.credential]
    return passkeys.request_options(challenge_of(proof.id), known) if known else ""


def _open_proof(challenge: str, of: UUID | None, at: UUID | None) -> tuple[Proof, User]:
    """The question and whoever was asked, locked first: all that is done to their questions is done under that lock."""
    rows = _open_proofs(challenge).filter(session=at).select_related("session")
    asked = rows.filter(user=of) if of is not None else rows
    user = lock_who_may_sign_in(asked.values_list("user_id", flat=True).first())
    proof = asked.first()
    if user is None or proof is None:
        raise FactorRefused
    return proof, user


def _open_proofs(challenge: str) -> QuerySet[Proof]:
    try:
        wanted = id_of(challenge)
    except LinkNotValid:
        raise FactorRefused from None
    return Proof.objects.filter(id=wanted, purpose__in=QUESTIONS, expires_at__gt=now())


def _wrong_answers(user: User) -> int:
    """How many were given lately, to whichever question: a new one gives no new tries."""
    lately = now() - GOOD_FOR[Purpose.SECOND_FACTOR]
    rows = user.proofs.filter(purpose__in=QUESTIONS, created_at__gt=lately)
    return rows.aggregate(sum=Sum("attempts"))["sum"] or 0


def _add(proof: Proof, user: User, evidence: Evidence) -> None:
    if user.second_factors.count() >= MAX_FACTORS:
        raise FactorRefused
    fields = _new_passkey(proof, evidence) if evidence.passkey else _new_app(proof, evidence)
    if not user.second_factors.exists():
        _end_others(user, proof.session)
    factor = SecondFactor.objects.create(user=user, name=evidence.name, used_at=now(), **fields)
    record("second_factor_added", about=user, by=user.id, factor=factor.id, way=factor.kind)
    publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def _end_others(user: User, here: Session | None) -> None:
    """Ends what was begun before the person had a second factor, and the access tokens that know of none."""
    others = user.sessions.exclude(id=here.id) if here is not None else user.sessions.all()
    others.delete()
    Revocation.objects.create(subject_id=user.id)


def _new_passkey(proof: Proof, evidence: Evidence) -> dict[str, object]:
    made = passkeys.read_new(evidence.passkey, challenge_of(proof.id))
    if SecondFactor.objects.filter(credential=made.credential).exists():
        raise FactorRefused
    return {
        "kind": FactorKind.PASSKEY,
        "credential": made.credential,
        "public_key": made.public_key,
        "counter": made.counter,
    }


def _new_app(proof: Proof, evidence: Evidence) -> dict[str, object]:
    secret = totp_secret_of(proof.id)
    step = totp.step_of(secret, evidence.code)
    if step is None:
        raise FactorRefused
    return {"kind": FactorKind.TOTP, "secret": secret, "counter": step}


def _check(proof: Proof, user: User, evidence: Evidence) -> None:
    if evidence.password:
        _check_password(proof, user, evidence.password)
    elif evidence.passkey:
        use_passkey(
            user.second_factors.filter(credential=passkeys.credential_of(evidence.passkey)).first(),
            proof,
            evidence.passkey,
        )
    elif not _is_code(user, evidence.code):
        raise FactorRefused


def _check_password(proof: Proof, user: User, password: str) -> None:
    """It confirms who is signed in, and stands in for no second factor."""
    stands_in = proof.session_id is None or user.second_factors.exists()
    if stands_in or not user.check_password(password):
        raise FactorRefused
    record("password_confirmed", about=user, by=user.id)


def use_passkey(factor: SecondFactor | None, proof: Proof, answer: str, *, is_alone: bool = False) -> None:
    """Updates the counter of a passkey. FactorRefused for a wrong signature, or an unknown passkey."""
    if factor is None:
        raise FactorRefused
    factor.counter = passkeys.count_of(answer, factor, challenge_of(proof.id), is_alone=is_alone)
    factor.used_at = now()
    factor.save(update_fields=["counter", "used_at"])
    _record_use(factor)


def _is_code(user: User, code: str) -> bool:
    return any(_is_code_of(factor, code) for factor in user.second_factors.filter(kind=FactorKind.TOTP)) or (
        _is_recovery_code(user, code)
    )


def _is_code_of(factor: SecondFactor, code: str) -> bool:
    """Whether it is the app's, for the first time."""
    step = totp.step_of(factor.secret, code)
    if step is None or step <= factor.counter:
        return False
    factor.counter, factor.used_at = step, now()
    factor.save(update_fields=["counter", "used_at"])
    _record_use(factor)
    return True


def _record_use(factor: SecondFactor) -> None:
    about = f"users.user:{factor.user_id}"
    record("second_factor_used", about=about, by=factor.user_id, factor=factor.id, way=factor.kind)


def _is_recovery_code(user: User, code: str) -> bool:
    used, _ = user.recovery_codes.filter(digest=recovery_digest(code)).delete()
    if used:
        record("second_factor_used", about=user, by=user.id, way=FactorKind.RECOVERY)
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)
    return bool(used)
