"""Second factors at the admin's door, whose sessions are Django's."""

from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user as get_signed_in
from django.http import HttpRequest

from apps.users.contract.errors import FactorQuestion, FactorRefused
from apps.users.contract.types import AdminEntrant
from apps.users.domain import must_prove_twice
from apps.users.models import User
from apps.users.queries.people import get_user
from apps.users.queries.rights import last_epoch
from apps.users.use_cases import factors
from apps.users.use_cases.factors import Evidence
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

FACTOR_AT = "second_factor_at"
BEGAN_AT = "began_at"
EPOCH = "epoch"
"""The person's when they signed in here: who lost rights since signs in again, as everywhere."""
SESSION_SECONDS = 12 * 60 * 60
"""So long after signing in one signs in again; the setting of Django's sessions ends those that lie idle earlier."""


def is_good(session: Any, user_id: UUID) -> bool:
    """Whether the session is young, and its person lost no rights in it."""
    began: float = session.get(BEGAN_AT, 0)
    return now().timestamp() - began <= SESSION_SECONDS and epoch_of(user_id) <= session.get(EPOCH, 0)


def entrant(key: str) -> AdminEntrant | None:
    """Whom the session of this key lets into the admin; it lies idle from now on."""
    request = HttpRequest()
    session = request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_signed_in(request)
    if not (isinstance(user, User) and user.is_active and user.is_staff and is_good(session, user.pk)):
        return None
    if FACTOR_AT not in session and has_to_prove(user.pk):
        return None
    session.save()
    return AdminEntrant(
        id=user.pk,
        email=user.email,
        is_superuser=user.is_superuser,
        permissions=tuple(sorted(user.get_all_permissions())) if not user.is_superuser else (),
        second_factor_at=session.get(FACTOR_AT),
    )


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
