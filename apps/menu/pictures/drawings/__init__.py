"""Generated illustrations for a menu without photos: deterministic SVG, drawn from what a product consists of."""

from apps.menu.pictures.drawings.dishes import draw_dish
from apps.menu.pictures.drawings.pizzas import draw_pizza

__all__ = ["draw_dish", "draw_pizza"]
