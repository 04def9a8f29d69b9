"""What a partner's key may be good for."""

from enum import StrEnum


class PartnerScope(StrEnum):
    """What a key may do; the admin gives each key those it needs."""

    WEBHOOKS = "webhooks"
    """Have webhooks of the partner, see what was sent and send it again."""
    ORDERS_READ = "orders:read"
    """Hear of orders, without anybody's name, address or number."""
    ORDERS_PLACE = "orders:place"
    """Send orders that the partner was paid for, follow and cancel them, and hear of them alone."""
    STORES_READ = "stores:read"
    """Hear of menus, what is sold out, and hours."""
