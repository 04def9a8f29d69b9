"""How many baskets a customer may keep under names of their own."""

MAX_FAVOURITES = 20
MAX_NAME = 40
