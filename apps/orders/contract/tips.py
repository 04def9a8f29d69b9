"""How large a tip may be, relative to its order: 1000 is much in EUR and little in HUF. Minor units."""

MAX_TIP_TIMES = 10


def largest_tip(food: int) -> int:
    """The largest tip, by what the food costs."""
    return MAX_TIP_TIMES * food
