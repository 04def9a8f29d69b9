"""Instants as arguments of commands."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils.dateparse import parse_datetime


def instant(text: str) -> datetime:
    """The instant that was typed, ISO 8601 with its zone. CommandError."""
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise CommandError(f"{text} is no instant with a time zone, as in 2026-05-01T18:00:00Z")
    return found
