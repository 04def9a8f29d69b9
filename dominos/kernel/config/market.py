"""Rules that a market sets: defaults in the code, changed by an environment variable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from dominos.kernel.config import env

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class MarketRules[R: "DataclassInstance"]:
    """The rules of a frozen dataclass; the variable holds a JSON object with those that differ from its defaults.

    refund_rules = MarketRules("REFUND_RULES", RefundRules)
    refund_rules().late_after_minutes
    """

    def __init__(self, variable: str, kind: type[R]) -> None:
        self.variable, self.kind = variable, kind
        self._override: R | None = None

    def __call__(self) -> R:
        """The rules in force."""
        return self._override or self._configured

    @cached_property
    def _configured(self) -> R:
        return self._with(env.text(self.variable, "{}"))

    def _with(self, text: str) -> R:
        try:
            given = from_json(text)
            if unknown := sorted(set(given) - {field.name for field in fields(self.kind)}):
                raise ImproperlyConfigured(f"{self.variable} has no {', '.join(unknown)}")
            return TypeAdapter(self.kind).validate_python(given)
        except (ValueError, TypeError, ValidationError) as error:
            raise ImproperlyConfigured(f"{self.variable}: {error}") from error

    @contextmanager
    def overridden(self, **changes: Any) -> Iterator[R]:
        """Changes rules while the block runs, in every thread of this process; for tests."""
        before, self._override = self._override, replace(self(), **changes)
        try:
            yield self._override
        finally:
            self._override = before
