"""Errors of zones."""


class BadZone(ValueError):
    """An invalid shape, fee rule or hours of a zone; the message says why."""
