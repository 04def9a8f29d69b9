"""Reads of a store's staff."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from apps.users.contract.errors import LinkNotValid
from apps.users.credentials.secrets import id_of
from apps.users.domain import StoreRole, may_end, may_hire
from apps.users.models import (
    Employment,
    Invitation,
    StoreScope,
)
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.person_names import name_words
from dominos.kernel.sealed.fields import read_together

MAX_STAFF = 500


class StaffMemberAnswer(Answer):
    """A member of a store's staff."""

    id: UUID
    """Of the employment, not of the person."""
    user_id: UUID
    name: str
    email: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when they are suspended; null if they are not."""
    may_change: bool
    """Whether the caller may suspend or remove them."""


class OwnJobAnswer(Answer):
    """An employment of the caller."""

    id: UUID
    """Of the employment."""
    store_id: UUID
    store_name: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when it is suspended; null if it is not."""


class InvitationAnswer(Answer):
    """A pending invitation to work for a store."""

    id: UUID
    name: str
    email: str
    role: StoreRole
    created_at: datetime
    expires_at: datetime


class StaffAnswer(Answer):
    """A store's staff by name; at most five hundred."""

    members: list[StaffMemberAnswer]
    invitations: list[InvitationAnswer]
    may_hire_as: list[StoreRole]
    """Roles that the caller may assign."""


def get_scope(store_id: UUID) -> StoreScope:
    """The store's scope. NotFound."""
    scope = StoreScope.objects.filter(id=store_id).first()
    if scope is None:
        raise NotFound
    return scope


def list_staff(caller: Principal, store_id: UUID) -> StaffAnswer:
    """The store's staff and pending invitations. NotFound, also for a store that the caller does not manage."""
    if not caller.manages(store_id):
        raise NotFound
    get_scope(store_id)
    rows = Employment.objects.filter(store_id=store_id, user__is_active=True).select_related("user")
    members = list(rows.order_by("id")[:MAX_STAFF])
    read_together([row.user for row in members])
    asked = Invitation.objects.filter(store_id=store_id, expires_at__gt=now())
    return StaffAnswer(
        members=by_name(staff_member(row, caller) for row in members),
        invitations=by_name(InvitationAnswer.of_all(asked.order_by("id")[:MAX_STAFF])),
        may_hire_as=[role for role in StoreRole if may_hire(caller.roles, Role(role))],
    )


def by_name[A: (StaffMemberAnswer, InvitationAnswer)](people: Iterable[A]) -> list[A]:
    """Sorted by name in Python, because names are sealed in the database."""
    return sorted(people, key=lambda each: name_words(each.name))


def list_own_jobs(user_id: UUID) -> list[OwnJobAnswer]:
    """The person's employments, by the store's name."""
    rows = list(Employment.objects.filter(user_id=user_id).order_by("id")[:MAX_STAFF])
    names = dict(StoreScope.objects.filter(id__in={row.store_id for row in rows}).values_list("id", "name"))
    jobs = [
        OwnJobAnswer(
            id=row.id,
            store_id=row.store_id,
            store_name=names.get(row.store_id, ""),
            role=StoreRole(row.role),
            began_at=row.began_at,
            suspended_at=row.suspended_at,
        )
        for row in rows
    ]
    return sorted(jobs, key=lambda job: (job.store_name, job.role))


def staff_member(row: Employment, caller: Principal) -> StaffMemberAnswer:
    """A member of the staff, for a manager."""
    return StaffMemberAnswer(
        id=row.id,
        user_id=row.user_id,
        name=row.user.name,
        email=row.user.email,
        role=StoreRole(row.role),
        began_at=row.began_at,
        suspended_at=row.suspended_at,
        may_change=row.user_id != caller.id and may_end(caller.roles, Role(row.role)),
    )


def invited_needs_password(token: str) -> bool:
    """Whether the invited person has no account yet."""
    try:
        rows = Invitation.objects.filter(id=id_of(token), expires_at__gt=now(), user__is_verified=False)
    except LinkNotValid:
        return False
    return rows.exists()
