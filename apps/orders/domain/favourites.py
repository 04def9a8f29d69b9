"""Limits of the baskets that a customer saves."""

MAX_FAVOURITES = 20
MAX_NAME = 40
