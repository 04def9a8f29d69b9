"""Reading who works for a store."""

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
from dominos.kernel.persons import name_words
from dominos.kernel.sealed.fields import read_together

MAX_STAFF = 500


class StaffMemberAnswer(Answer):
    """Somebody who works for a store."""

    id: UUID
    """Of their working there, not of the person."""
    user_id: UUID
    name: str
    email: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when they may do nothing there; null for who may."""
    may_change: bool
    """Whether the caller may suspend them or let them go."""


class OwnJobAnswer(Answer):
    """Where a person works."""

    id: UUID
    """Of their working there."""
    store_id: UUID
    store_name: str
    role: StoreRole
    began_at: datetime
    suspended_at: datetime | None
    """Since when they may do nothing there; null for who may."""


class InvitationAnswer(Answer):
    """Somebody who was asked to work for a store."""

    id: UUID
    name: str
    email: str
    role: StoreRole
    created_at: datetime
    expires_at: datetime


class StaffAnswer(Answer):
    """A store's people, by name; five hundred of each at most."""

    members: list[StaffMemberAnswer]
    invitations: list[InvitationAnswer]
    may_hire_as: list[StoreRole]
    """What the caller may hire somebody as."""


def get_scope(store_id: UUID) -> StoreScope:
    """A store as users knows it. NotFound."""
    scope = StoreScope.objects.filter(id=store_id).first()
    if scope is None:
        raise NotFound
    return scope


def list_staff(caller: Principal, store_id: UUID) -> StaffAnswer:
    """Who works for the store and who was asked to. NotFound, also for a store that the caller does not manage."""
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
    """In the order of their names, which the database cannot read."""
    return sorted(people, key=lambda each: name_words(each.name))


def list_own_jobs(user_id: UUID) -> list[OwnJobAnswer]:
    """Where the person works, by the store's name."""
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
    """Somebody who works for a store, as a manager sees them."""
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
    """Whether who was mailed the link has no account yet."""
    try:
        rows = Invitation.objects.filter(id=id_of(token), expires_at__gt=now(), user__is_verified=False)
    except LinkNotValid:
        return False
    return rows.exists()
