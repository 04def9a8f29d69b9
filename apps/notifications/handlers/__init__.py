"""Tells people what other apps' events mean to them."""

from apps.notifications.handlers import accounts, orders

__all__ = ["accounts", "orders"]
