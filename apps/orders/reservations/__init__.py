"""What an order takes of limited things: places in a slot, uses of a deal or a code, points, order numbers.

All except numbers are released when the order ends early.
"""
