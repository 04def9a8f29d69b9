"""What is told and counted of couriers."""

from datetime import datetime


def first_name(name: str) -> str:
    """All a customer learns of the courier's name."""
    return name.split()[0] if name.split() else name


def shift_minutes(started_at: datetime, ended_at: datetime, break_seconds: int) -> tuple[int, int]:
    """A shift's minutes at work and in breaks, rounded; a half counts as a whole."""
    seconds = max(0, round((ended_at - started_at).total_seconds()) - break_seconds)
    return (seconds + 30) // 60, (break_seconds + 30) // 60
