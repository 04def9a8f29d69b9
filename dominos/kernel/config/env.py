"""Reading the environment, the only source of configuration and secrets."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's value, without the trailing newline of a secret's file. Required if there is no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"the environment variable {name} is not set")
    return value.strip()


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, default: bool = False) -> bool:
    """`1`, `true`, `yes` or `on` is true."""
    return text(name, str(default)).lower() in ("1", "true", "yes", "on")


def number(name: str, default: float | None) -> float:
    """A number. Required if there is no default."""
    value = text(name, None if default is None else str(default))
    try:
        return float(value)
    except ValueError:
        raise ImproperlyConfigured(f"the environment variable {name} is no number") from None
