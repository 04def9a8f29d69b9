"""Permissions that roles imply in the admin."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from apps.users.domain import ROLE_PERMISSIONS


class RolePermissions(BaseBackend):
    """An authentication backend with the permissions of roles: on whole models, never on single rows."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The permissions of the person's roles; none for an inactive person."""
        if obj is not None or not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return {name for role in user_obj.roles for name in ROLE_PERMISSIONS.get(role, ())}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether any of them is of this app."""
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))
