"""Circuit breakers: a component that keeps failing is not called for a while."""

from contextlib import suppress
from functools import cache
from typing import Any

import pybreaker
from prometheus_client import Gauge

from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.telemetry.spans import call as reported

OPEN = Gauge(
    "circuit_breaker_open", "1 while the breaker refuses calls", ["component"], multiprocess_mode="livemax"
)


class _Listener(pybreaker.CircuitBreakerListener):
    def state_change(self, cb: Any, old_state: Any, new_state: Any) -> None:
        OPEN.labels(cb.name).set(new_state.name == pybreaker.STATE_OPEN)


class Breaker:
    """Passes calls through; after `failures` in a row raises `Unavailable` for `rest` seconds.

    A `DomainError` is an answer, not a failure. Calls are traced as spans, unless they are many and short.
    """

    def __init__(self, component: str, failures: int, rest: float, is_reported: bool) -> None:
        self.component, self._is_reported = component, is_reported
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=failures,
            reset_timeout=rest,
            exclude=[DomainError],
            listeners=[_Listener()],
            name=component,
            throw_new_error_on_trip=False,
        )

    def call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if not self._is_reported:
            return self._call(function, *args, **kwargs)
        with reported(self.component):
            return self._call(function, *args, **kwargs)

    def _call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if self._breaker.current_state == pybreaker.STATE_CLOSED:
            return self._call_and_note(function, *args, **kwargs)
        try:
            return self._breaker.call(function, *args, **kwargs)
        except pybreaker.CircuitBreakerError as error:
            raise Unavailable(
                f"{self.component} does not answer: temporarily unavailable", component=self.component
            ) from error

    def _call_and_note(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Calls outside of pybreaker, which holds a lock during its calls: callers must not queue up."""
        try:
            answer = function(*args, **kwargs)
        except Exception as error:
            self._note(error)
            raise
        if self._breaker.fail_counter:
            self._note(None)
        return answer

    def _note(self, error: Exception | None) -> None:
        def outcome() -> None:
            if error is not None:
                raise error

        with suppress(Exception):
            self._breaker.call(outcome)


@cache
def breaker(component: str, *, failures: int = 5, rest: float = 10, is_reported: bool = True) -> Breaker:
    """The breaker of a component, one per process."""
    return Breaker(component, failures, rest, is_reported)
