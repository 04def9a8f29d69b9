"""Scopes of partners' keys."""

from enum import StrEnum


class PartnerScope(StrEnum):
    """What a key may do; assigned in the admin."""

    WEBHOOKS = "webhooks"
    """Manage the partner's webhooks, read their deliveries and send them again."""
    ORDERS_READ = "orders:read"
    """Receive events of orders, without personal data."""
    ORDERS_PLACE = "orders:place"
    """Send orders that the partner was paid for, read and cancel them, and receive their events only."""
    STORES_READ = "stores:read"
    """Receive events of menus, sold-out items, and hours."""
