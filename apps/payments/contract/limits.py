"""How often what costs a gateway's patience may be tried."""

MAX_DECLINES_OF_ORDER = 5
"""Declined cards after which an order takes no further one: orders gives it up, and payments asks no gateway."""

MAX_PASS = 200
"""Of what lets its bearer pay with credit."""
