"""Staff of stores: invited by mail, suspended, reinstated, and removed."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from guardian.shortcuts import assign_perm, remove_perm

from apps.users.contract.errors import AboveOwnRole, LinkNotValid
from apps.users.contract.events import EmailVerified, StaffChanged, StaffInvited, StaffState
from apps.users.credentials.passwords import require_strong
from apps.users.credentials.secrets import id_of
from apps.users.domain import INVITE_COOL_DOWN, SCOPE_PERMISSIONS, may_end, may_hire
from apps.users.models import Employment, Invitation, StoreScope, User
from apps.users.queries.staff import get_scope
from apps.users.use_cases.locking import lock_user
from apps.users.use_cases.people import grant
from dominos.kernel.audit import record
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.contact import email_address
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def invite(caller: Principal, store_id: UUID, *, email: str, name: str, role: Role) -> None:
    """Mails an invitation to work for the store. NotFound, AboveOwnRole.

    The caller learns nothing about the address. A repeated invitation sends a new link only after a while.
    """
    scope = _managed(caller, store_id)
    if not may_hire(caller.roles, role):
        raise AboveOwnRole
    with unit_of_work("users"):
        user, _ = User.objects.get_or_create(
            email=email_address(email), defaults={"name": name, "password": make_password(None)}
        )
        earlier = user.invitations.filter(store_id=store_id, role=role)
        if not user.is_active or earlier.filter(created_at__gt=now() - INVITE_COOL_DOWN).exists():
            return
        earlier.delete()
        row = Invitation.objects.create(user=user, email=user.email, name=name, store_id=store_id, role=role)
        record("staff_invited", about=user, by=caller.id, store=store_id, role=role)
        publish(
            StaffInvited(
                user_id=user.id,
                email=user.email,
                locale=user.locale,
                role=role,
                store_name=scope.name,
                proof_id=row.id,
            ),
            subject=user.id,
        )


def withdraw(caller: Principal, store_id: UUID, invitation_id: UUID) -> None:
    """Withdraws the invitation. NotFound, AboveOwnRole."""
    _managed(caller, store_id)
    with unit_of_work("users"):
        row = Invitation.objects.filter(store_id=store_id, id=invitation_id).first()
        if row is None:
            raise NotFound
        if not may_hire(caller.roles, Role(row.role)):
            raise AboveOwnRole
        record("staff_invitation_withdrawn", about=row.user, by=caller.id, store=store_id, role=row.role)
        row.delete()


def accept(*, token: str, password: str = "") -> None:
    """Employs the recipient of the link. LinkNotValid, Invalid.

    Without an account, one is created with the password. Unverified registrations of the address are deleted,
    as when it is verified, because a stranger may have made them.
    """
    with unit_of_work("users"):
        rows = Invitation.objects.filter(id=id_of(token), expires_at__gt=now())
        user = lock_user(rows.values_list("user_id", flat=True).first())
        row = rows.first()
        if row is None or user is None or not user.is_active or user.email != row.email:
            raise LinkNotValid
        if not user.is_verified:
            _open_account(user, row.name, password)
        row.delete()
        employ(user, row.store_id, Role(row.role))


def _open_account(user: User, name: str, password: str) -> None:
    require_strong(password, email=user.email, name=name)
    user.name, user.phone, user.is_verified = name, "", True
    user.set_password(password)
    user.save()
    user.verifications.all().delete()
    grant(user, Role.CUSTOMER)
    publish(EmailVerified(user_id=user.id), subject=user.id)


def employ(user: User, store_id: UUID, role: Role) -> None:
    """Employs the person at the store in the role; called within a unit of work, idempotent."""
    row, _ = Employment.objects.get_or_create(user=user, store_id=store_id, role=role)
    row.suspended_at = None
    row.save(update_fields=["suspended_at"])
    scope, _ = StoreScope.objects.get_or_create(id=store_id)
    if role in SCOPE_PERMISSIONS:
        assign_perm(SCOPE_PERMISSIONS[role], user, scope)
    grant(user, role)
    _tell(row, "active")


def suspend(caller: Principal, store_id: UUID, employment_id: UUID, *, is_suspended: bool) -> Employment:
    """Suspends or reinstates the employment. NotFound, AboveOwnRole."""
    with unit_of_work("users"):
        row = _employment(caller, store_id, employment_id)
        if is_suspended == (row.suspended_at is not None):
            return row
        if is_suspended:
            row.suspended_at = now()
            row.save(update_fields=["suspended_at"])
            _take_rights(row)
            _tell(row, "suspended", caller.id)
        else:
            employ(row.user, store_id, Role(row.role))
            row.refresh_from_db()
        return row


def end(caller: Principal, store_id: UUID, employment_id: UUID) -> None:
    """Ends the employment. NotFound, AboveOwnRole."""
    with unit_of_work("users"):
        row = _employment(caller, store_id, employment_id)
        _let_go(row, caller.user_id)


def leave(user_id: UUID, employment_id: UUID) -> None:
    """Ends the person's own employment. NotFound."""
    with unit_of_work("users"):
        rows = Employment.objects.select_for_update(of=("self",)).select_related("user")
        row = rows.filter(id=employment_id, user_id=user_id).first()
        if row is None:
            raise NotFound
        _let_go(row, user_id)


def _let_go(row: Employment, by: UUID) -> None:
    _tell(row, "left", by)
    Employment.objects.filter(id=row.id).delete()
    _take_rights(row)


def _managed(caller: Principal, store_id: UUID) -> StoreScope:
    if not caller.manages(store_id):
        raise NotFound
    return get_scope(store_id)


def _employment(caller: Principal, store_id: UUID, employment_id: UUID) -> Employment:
    """One that the caller may end: of their store, below their own role, and not their own."""
    _managed(caller, store_id)
    rows = Employment.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(store_id=store_id, id=employment_id).first()
    if row is None:
        raise NotFound
    if row.user_id == caller.id or not may_end(caller.roles, Role(row.role)):
        raise AboveOwnRole
    return row


def _take_rights(row: Employment) -> None:
    """The scope's permission goes, and the role, unless the person has it elsewhere. Tokens end by their epoch."""
    user, role = row.user, Role(row.role)
    if role in SCOPE_PERMISSIONS:
        remove_perm(SCOPE_PERMISSIONS[role], user, get_scope(row.store_id))
    elsewhere = user.employments.filter(role=role, suspended_at=None).exclude(id=row.id)
    if not elsewhere.exists():
        for given in user.grants.filter(role=role):
            given.delete()


def _tell(row: Employment, state: StaffState, by: UUID | None = None) -> None:
    kind = {"active": "staff_joined", "suspended": "staff_suspended", "left": "staff_left"}[state]
    record(kind, about=row.user, by=by, store=row.store_id, role=row.role)
    publish(
        StaffChanged(
            user_id=row.user_id, name=row.user.name, store_id=row.store_id, role=Role(row.role), state=state
        ),
        subject=row.user_id,
    )
