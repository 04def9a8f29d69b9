"""How long what people write about a delivery may be."""

MAX_REASON_LENGTH = 300
"""Of why somebody declines, refuses, fails or takes over something."""
