"""The code by which the store knows who collects an order."""

import secrets


def new_collection_code() -> str:
    """Four digits, drawn."""
    return f"{secrets.randbelow(10_000):04}"
