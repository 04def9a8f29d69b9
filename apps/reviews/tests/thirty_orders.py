"""Thirty orders of one store over two years, and what their reviews add up to on one day, worked out by hand.

Each: weeks ago, lateness, stars and tags of the order, of the product (or None), of the courier (or None).
"""

from apps.reviews.domain.lateness_cause import Lateness

ON_TIME, BEFORE, ROAD = Lateness.NONE, Lateness.BEFORE_PICKUP, Lateness.ON_ROAD
ORDERS = [
    (0, ON_TIME, (5, []), (5, ["tasty"]), (5, ["friendly"])),
    (0, ON_TIME, (5, []), (4, []), (5, [])),
    (0, ON_TIME, (4, ["on_time"]), (4, ["hot"]), None),
    (0, BEFORE, (2, ["late"]), (2, ["cold"]), (1, ["late"])),
    (0, BEFORE, (1, ["late"]), (1, []), (2, [])),
    (0, BEFORE, (3, ["late"]), (2, ["burnt", "cold"]), (1, ["late", "unfriendly"])),
    (0, ROAD, (2, ["late"]), (3, ["cold"]), (2, ["late"])),
    (0, ROAD, (3, []), (5, []), (5, ["friendly"])),
    (1, ON_TIME, (5, []), (5, []), (5, [])),
    (1, ON_TIME, (1, ["missing_items"]), (1, ["wrong_toppings"]), (5, [])),
    (1, BEFORE, (4, []), (5, ["tasty"]), (5, ["fast"])),
    (2, ON_TIME, (4, []), None, (4, [])),
    (2, ON_TIME, (5, []), (5, []), None),
    (3, ROAD, (1, ["late"]), (1, ["cold", "undercooked"]), (1, ["late", "wrong_door"])),
    (4, ON_TIME, (5, []), (5, []), (5, [])),
    (6, ON_TIME, (3, []), (3, ["small"]), (4, [])),
    (6, BEFORE, (2, ["late"]), (2, []), (3, ["late"])),
    (9, ON_TIME, (5, []), (4, []), None),
    (13, ON_TIME, (5, ["good_value"]), (5, ["generous"]), (5, ["careful"])),
    (13, ON_TIME, (1, ["wrong_items"]), (1, ["bland"]), (1, ["spilled"])),
    (13, BEFORE, (1, ["late"]), (1, ["cold"]), (1, [])),
    (14, ON_TIME, (4, []), (4, []), (4, [])),
    (20, ON_TIME, (5, []), (5, []), (5, [])),
    (26, ROAD, (2, ["late"]), (4, []), (2, [])),
    (26, ON_TIME, (5, []), (5, []), (5, [])),
    (30, ON_TIME, (3, []), None, None),
    (39, ON_TIME, (1, []), (1, ["burnt"]), (1, ["ignored_instructions"])),
    (52, ON_TIME, (5, []), (5, []), (5, [])),
    (52, BEFORE, (5, []), (5, []), (5, [])),
    (104, ON_TIME, (1, []), (1, []), (1, [])),
]
