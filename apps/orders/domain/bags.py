"""How an order is packed."""

from math import ceil

PIZZAS_PER_BAG = 4


def bags(pizzas: int) -> int:
    """How many bags an order with so many pizzas fills."""
    return max(ceil(pizzas / PIZZAS_PER_BAG), 1)
