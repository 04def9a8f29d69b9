"""Imports store menus in the JSON format common in the industry: `Products`, `Variants`, `Toppings`,
`Pricing` and so on.
"""
