"""Event handlers that notify people."""

from apps.notifications.handlers import accounts, forgetting, orders, working

__all__ = ["accounts", "forgetting", "orders", "working"]
