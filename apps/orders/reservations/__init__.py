"""What an order takes of things that can run out: seats in a slot, uses of a deal or a code, points, numbers.

All but numbers are given back when the order ends early.
"""
