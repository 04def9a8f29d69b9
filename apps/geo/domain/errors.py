"""What a zone cannot be."""


class BadZone(ValueError):
    """A shape, fee rule or hours that no zone can have; the message says what is wrong with it."""
