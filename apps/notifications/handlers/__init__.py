"""Event handlers that notify people."""

from apps.notifications.handlers import accounts, forgetting, orders, staff

__all__ = ["accounts", "forgetting", "orders", "staff"]
