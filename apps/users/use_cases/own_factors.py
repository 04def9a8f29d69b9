"""Managing one's own second factors: adding, removing, recovery codes, confirming one's identity."""

from uuid import UUID

from django.conf import settings

from apps.users.contract.errors import (
    FactorQuestion,
    FactorRefused,
    FactorSetUp,
    LastFactor,
    WrongPassword,
)
from apps.users.contract.events import SecondFactorsChanged
from apps.users.domain import must_prove_twice
from apps.users.models import Revocation, Session, User
from apps.users.queries.people import get_user
from apps.users.queries.sign_ins import get_session
from apps.users.use_cases.factors import (
    QUESTIONS,
    Evidence,
    new_codes,
    password_question,
    prove,
    question,
    set_up,
)
from apps.users.use_cases.locking import lock_user
from apps.users.use_cases.tokens import AccessTokenAnswer, issue_access
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def begin_set_up(user_id: UUID, session_id: UUID | None, *, password: str) -> FactorSetUp:
    """The data for setting up a second factor. WrongPassword, TooManyFactors, NotFound.

    The password is required, so that nobody can lock out the owner of an unattended page.
    """
    with unit_of_work("users"):
        user = get_user(user_id)
        if not user.check_password(password):
            raise WrongPassword
        return set_up(user, _session(user_id, session_id))


def begin_step_up(user_id: UUID, session_id: UUID | None) -> FactorQuestion:
    """The request for a second factor of a signed-in person, or for their password if they have none. NotFound if
    they have neither.
    """
    with unit_of_work("users"):
        user = get_user(user_id)
        session, has_factors = _session(user_id, session_id), user.second_factors.exists()
        asked = question(user, session) if has_factors else password_question(user, session)
        if asked is None:
            raise NotFound
        return asked


def finish(
    user_id: UUID, session_id: UUID | None, *, challenge: str, evidence: Evidence
) -> AccessTokenAnswer:
    """The session's next access token, after an existing or new second factor, or the password, was proved.
    FactorRefused.
    """
    if session_id is None:
        raise FactorRefused
    with unit_of_work("users"):
        proved = prove(challenge, evidence, of=user_id, at=session_id)
        if proved is not None and proved.session is not None:
            proved_at = "confirmed_at" if evidence.password else "second_factor_at"
            setattr(proved.session, proved_at, now())
            proved.session.save(update_fields=[proved_at])
            return issue_access(proved.session, proved.recovery_codes)
    raise FactorRefused


def remove(user_id: UUID, factor_id: UUID) -> None:
    """Removes a second factor. NotFound, LastFactor if a role needs one. With the last one recovery codes are
    deleted.
    """
    with unit_of_work("users"):
        user = _locked(user_id)
        factor = user.second_factors.filter(id=factor_id).first()
        if factor is None:
            raise NotFound
        is_last = user.second_factors.count() == 1
        if is_last and must_prove_twice(user.roles, settings.SECOND_FACTOR_ROLES):
            raise LastFactor
        record("second_factor_removed", about=user, by=user.id, factor=factor.id, way=factor.kind)
        factor.delete()
        if is_last:
            user.recovery_codes.all().delete()
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def renew_codes(user_id: UUID) -> tuple[str, ...]:
    """New recovery codes, replacing all others. NotFound without a second factor."""
    with unit_of_work("users"):
        user = _locked(user_id)
        if not user.second_factors.exists():
            raise NotFound
        record("recovery_codes_renewed", about=user, by=user.id)
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)
        return new_codes(user)


def take_away(user_id: UUID, *, by: UUID | None = None) -> None:
    """Removes all second factors of a person who lost theirs, and ends their sessions. NotFound.

    If a role requires one, they set one up at the next sign-in. Admin sessions end by the person's epoch.
    """
    with unit_of_work("users"):
        user = _locked(user_id)
        user.second_factors.all().delete()
        user.recovery_codes.all().delete()
        user.proofs.filter(purpose__in=QUESTIONS).delete()
        user.sessions.all().delete()
        Revocation.objects.create(subject_id=user.id)
        record("second_factors_taken_away", about=user, by=by)
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def _locked(user_id: UUID) -> User:
    user = lock_user(user_id)
    if user is None or not user.is_active:
        raise NotFound
    return user


def _session(user_id: UUID, session_id: UUID | None) -> Session:
    session = get_session(user_id, session_id)
    if session is None:
        raise NotFound
    return session
