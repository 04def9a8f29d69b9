"""Limits on calls that reach a gateway."""

MAX_DECLINES_OF_ORDER = 5
"""Declined cards after which an order accepts no more: orders gives it up, and payments does not call the gateway."""

MAX_PASS = 200
"""Characters of a pass, which lets its bearer pay with credit."""
