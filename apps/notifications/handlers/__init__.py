"""Tells people what other apps' events mean to them."""

from apps.notifications.handlers import accounts, forgetting, orders, working

__all__ = ["accounts", "forgetting", "orders", "working"]
