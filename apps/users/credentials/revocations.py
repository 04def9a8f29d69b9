"""Invalidates tokens when rights over stores are revoked.

guardian's tables are not this app's, so its changes are received as signals; triggers write `Revocation` for
our own tables.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models.signals import m2m_changed, post_delete
from guardian.models import GroupObjectPermission, UserObjectPermission

from apps.users.models import Revocation, User


def connect() -> None:
    """Connects the signal receivers."""
    post_delete.connect(_permission_taken, sender=UserObjectPermission)
    post_delete.connect(_permission_of_group_taken, sender=GroupObjectPermission)
    m2m_changed.connect(_groups_changed, sender=User.groups.through)


def revoke(user_ids: Iterable[Any]) -> None:
    """Invalidates the tokens of these people, or of partners' keys."""
    Revocation.objects.bulk_create([Revocation(subject_id=user_id) for user_id in user_ids])


def _permission_taken(instance: UserObjectPermission, **_: Any) -> None:
    revoke([instance.user_id])


def _permission_of_group_taken(instance: GroupObjectPermission, **_: Any) -> None:
    revoke(User.objects.filter(groups=instance.group_id).values_list("id", flat=True))


def _groups_changed(action: str, instance: Any, reverse: bool, pk_set: set[UUID] | None, **_: Any) -> None:
    """Whoever leaves a group; `pre_clear` still knows who is in it."""
    if action not in ("pre_remove", "pre_clear"):
        return
    if not reverse:
        revoke([instance.pk])
    elif pk_set is not None:
        revoke(pk_set)
    else:
        revoke(instance.user_set.values_list("id", flat=True))
