"""What a request for a basket may hold. What the menu sells of it is for the menu to say, correction by correction."""

from decimal import Decimal

MAX_LINES = 50
MAX_QUANTITY = 99
"""Of a line, and of one side on it."""
MAX_AMOUNT = Decimal(99)
"""Of a topping on a part; the menu offers at most double, and corrects what is more."""
AMOUNT_DIGITS, AMOUNT_DECIMALS = 3, 1
MAX_COOKING = 20
MAX_DEALS = 12
MAX_CODE_LENGTH = 40
MAX_NOTE_LENGTH = 200
"""Of the note for the kitchen."""
MAX_NOTE_REQUESTED = 500
"""A note up to this length is shortened by a correction; beyond, the request is refused."""
