"""What people do with second factors of their own: adding, removing, new recovery codes, confirming who they are."""

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
from apps.users.models import Session, User
from apps.users.queries import get_session, get_user
from apps.users.tokens import AccessTokenAnswer, issue_access
from apps.users.use_cases.factors import Evidence, Proved, new_codes, prove, question, set_up
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def begin_set_up(user_id: UUID, session_id: UUID | None, *, password: str) -> FactorSetUp:
    """What a new second factor is set up with. WrongPassword, TooManyFactors, NotFound.

    The password is asked for: whoever found an open page shall not lock its owner out.
    """
    with unit_of_work("users"):
        user = get_user(user_id)
        if not user.check_password(password):
            raise WrongPassword
        return set_up(user, _session(user_id, session_id))


def begin_step_up(user_id: UUID, session_id: UUID | None) -> FactorQuestion:
    """What somebody who is signed in has to prove again. NotFound where there is nothing to prove."""
    with unit_of_work("users"):
        user = get_user(user_id)
        asked = question(user, _session(user_id, session_id)) if user.second_factors.exists() else None
        if asked is None:
            raise NotFound
        return asked


def finish(
    user_id: UUID, session_id: UUID | None, *, challenge: str, evidence: Evidence
) -> AccessTokenAnswer:
    """The session's next access token, once its person proved an old or a new second factor. FactorRefused."""
    with unit_of_work("users"):
        proved = prove(challenge, evidence)
        if proved is not None and _is_for(proved, user_id, session_id):
            assert proved.session is not None
            proved.session.second_factor_at = now()
            proved.session.save(update_fields=["second_factor_at"])
            return issue_access(proved.session, proved.recovery_codes)
    raise FactorRefused


def remove(user_id: UUID, factor_id: UUID) -> None:
    """Removes a second factor. NotFound, LastFactor where a role needs one. With the last go the recovery codes."""
    with unit_of_work("users"):
        user = User.objects.select_for_update().get(id=get_user(user_id).id)
        factor = user.second_factors.filter(id=factor_id).first()
        if factor is None:
            raise NotFound
        is_last = user.second_factors.count() == 1
        if is_last and must_prove_twice(user.roles, settings.SECOND_FACTOR_ROLES):
            raise LastFactor
        factor.delete()
        if is_last:
            user.recovery_codes.all().delete()
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def renew_codes(user_id: UUID) -> tuple[str, ...]:
    """New recovery codes in place of all others. NotFound for who has no second factor."""
    with unit_of_work("users"):
        user = User.objects.select_for_update().get(id=get_user(user_id).id)
        if not user.second_factors.exists():
            raise NotFound
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)
        return new_codes(user)


def take_away(user_id: UUID) -> None:
    """Ends all second factors of somebody who lost theirs; all their sessions, too. NotFound.

    Where a role demands one, they set one up when they sign in next.
    """
    with unit_of_work("users"):
        user = get_user(user_id)
        user.second_factors.all().delete()
        user.recovery_codes.all().delete()
        user.sessions.all().delete()
        publish(SecondFactorsChanged(user_id=user.id), subject=user.id)


def _session(user_id: UUID, session_id: UUID | None) -> Session:
    session = get_session(user_id, session_id)
    if session is None:
        raise NotFound
    return session


def _is_for(proved: Proved, user_id: UUID, session_id: UUID | None) -> bool:
    return proved.session is not None and (proved.user.id, proved.session.id) == (user_id, session_id)
