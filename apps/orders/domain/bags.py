"""Packing of orders."""

from math import ceil

PIZZAS_PER_BAG = 4


def bags(pizzas: int) -> int:
    """The number of bags for a number of pizzas."""
    return max(ceil(pizzas / PIZZAS_PER_BAG), 1)
