"""Logs sign-ins, sessions, changes of permissions and passwords, from whatever source.

Implemented by signals of Django, of guardian and of our own models, so that no path is missed. People appear
by id only; addresses without an account as a keyed digest.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from guardian.models import GroupObjectPermission, UserObjectPermission

from apps.users.models import RoleGrant, Session, User
from dominos.kernel.audit import record
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.contact import email_key
from dominos.kernel.unit_of_work import outside_request


def connect() -> None:
    """Connects the signal receivers."""
    user_login_failed.connect(_sign_in_failed)
    user_logged_in.connect(_entered_admin)
    user_logged_out.connect(_left_admin)
    post_save.connect(_session_began, sender=Session)
    post_delete.connect(_session_ended, sender=Session)
    for kind in (RoleGrant, UserObjectPermission, GroupObjectPermission):
        post_save.connect(_given, sender=kind)
        post_delete.connect(_taken, sender=kind)


def _record(kind: str, about: Any = "", by: UUID | None = None, **details: Any) -> None:
    with transaction.atomic():
        record(kind, about=about, by=by, app="users", **details)


def _sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    """In a transaction of its own: the request that is refused leaves nothing else behind."""
    typed = str(credentials.get("username") or "")
    known = User.objects.filter(email=typed.strip().lower()).only("id").first()
    with outside_request():
        details: dict[str, Any] = {} if known else {"mailbox": digest(email_key(typed).encode())[:16]}
        _record("sign_in_failed", known or "", **details)


def _entered_admin(user: User, **_: Any) -> None:
    _record("admin_entered", user, by=user.pk)


def _left_admin(user: User | None, **_: Any) -> None:
    if user is not None:
        _record("admin_left", user, by=user.pk)


def _session_began(instance: Session, created: bool, **_: Any) -> None:
    if created:
        _record("signed_in", f"users.user:{instance.user_id}", by=instance.user_id, session=instance.id)


def _session_ended(instance: Session, **_: Any) -> None:
    """Not those that end by themselves, which the hourly purge deletes."""
    if instance.ends_at > now():
        _record("session_ended", f"users.user:{instance.user_id}", session=instance.id)


def _given(instance: Any, created: bool, **_: Any) -> None:
    if created and _is_told(instance):
        _record("right_given", _holder(instance), **_right(instance))


def _taken(instance: Any, **_: Any) -> None:
    if _is_told(instance):
        _record("right_taken", _holder(instance), **_right(instance))


def _is_told(right: Any) -> bool:
    """That everybody who proves an address is a customer is no news."""
    return not isinstance(right, RoleGrant) or right.role != Role.CUSTOMER


def _holder(right: Any) -> str:
    if isinstance(right, GroupObjectPermission):
        return f"auth.group:{right.group_id}"
    return f"users.user:{right.user_id}"


def _right(right: Any) -> dict[str, Any]:
    if isinstance(right, RoleGrant):
        return {"role": right.role}
    return {"permission": right.permission.codename, "on": right.object_pk}
