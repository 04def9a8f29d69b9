"""Illustrations of our own for a menu without photos: SVG, drawn by what a product is made of, the same each time."""

from apps.menu.pictures.drawings.dishes import draw_dish
from apps.menu.pictures.drawings.pizzas import draw_pizza

__all__ = ["draw_dish", "draw_pizza"]
