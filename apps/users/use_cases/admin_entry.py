"""Second factors at the admin's door, whose sessions are Django's."""

from uuid import UUID

from django.conf import settings

from apps.users.contract.errors import FactorQuestion, FactorRefused
from apps.users.domain import must_prove_twice
from apps.users.models import User
from apps.users.queries.people import get_user
from apps.users.queries.rights import last_epoch
from apps.users.use_cases import factors
from apps.users.use_cases.factors import Evidence
from dominos.kernel.unit_of_work import unit_of_work


def has_to_prove(user_id: UUID) -> bool:
    """Whether the person has a second factor, or needs one."""
    user = User.objects.filter(id=user_id).prefetch_related("grants").first()
    return user is not None and (
        must_prove_twice(user.roles, settings.SECOND_FACTOR_ROLES) or user.second_factors.exists()
    )


def epoch_of(user_id: UUID) -> int:
    """How often the person lost rights, as their tokens say it, too."""
    return last_epoch(user_id)


def ask(user_id: UUID) -> FactorQuestion | None:
    """What the person has to prove; None for nothing. NotFound."""
    with unit_of_work("users"):
        return factors.question(get_user(user_id))


def prove(user_id: UUID, challenge: str, evidence: Evidence) -> tuple[str, ...]:
    """Recovery codes of whoever set up their first second factor with this, else none. FactorRefused."""
    with unit_of_work("users"):
        proved = factors.prove(challenge, evidence, of=user_id)
        if proved is not None:
            return proved.recovery_codes
    raise FactorRefused
