"""Tells people what other apps' events mean to them."""

from apps.notifications.handlers import accounts, orders, working

__all__ = ["accounts", "orders", "working"]
