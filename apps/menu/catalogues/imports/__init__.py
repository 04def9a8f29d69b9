"""Imports store menus in the JSON form of the field: `Products`, `Variants`, `Toppings`, `Pricing` rows and all."""
