"""Derived data about couriers."""

from datetime import datetime


def first_name(name: str) -> str:
    """The part of the courier's name that customers see."""
    return name.split()[0] if name.split() else name


def shift_minutes(started_at: datetime, ended_at: datetime, break_seconds: int) -> tuple[int, int]:
    """A shift's minutes at work and in breaks, rounded half up."""
    seconds = max(0, round((ended_at - started_at).total_seconds()) - break_seconds)
    return (seconds + 30) // 60, (break_seconds + 30) // 60
