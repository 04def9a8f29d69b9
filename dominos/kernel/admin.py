"""What the admin pages of every app share."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Mixed into a model admin or an inline: its rows are looked at; only use cases write them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
