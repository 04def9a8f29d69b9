"""Sudden deaths: a process ends between two statements, between commit and dispatch, before or after a call out."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from django.db import connection

STATEMENT, COMMITTED, CALL = "statement", "after a commit", "call out"
MAX_POINTS = {STATEMENT: 24, COMMITTED: 3, CALL: 4}


class Crash(BaseException):
    """The process died here. No `except Exception` lives to see it, and memory is lost with it."""


class Crashes:
    """Arms one activity after the other with a death at a random point; some end before they reach theirs."""

    def __init__(self, rng: Random, counts: Counter[str]) -> None:
        self.rng, self.counts, self.rate = rng, counts, 0.0
        self._place, self._left = "", 0

    @contextmanager
    def armed(self) -> Iterator[None]:
        """One process's journey: what runs inside may die, once, and what runs around it may not."""
        with self.no_crashes():
            if self.rng.random() < self.rate:
                self._place = self.rng.choice((STATEMENT, STATEMENT, COMMITTED, COMMITTED, CALL))
                self._left = self.rng.randint(1, MAX_POINTS[self._place])
            yield

    @contextmanager
    def no_crashes(self) -> Iterator[None]:
        """Other processes' work, seen from one that waits."""
        outer = self._place, self._left
        self._place = ""
        try:
            yield
        finally:
            self._place, self._left = outer

    def reach(self, place: str) -> None:
        """A point where the process may die."""
        if place != self._place:
            return
        self._left -= 1
        if not self._left:
            self._place = ""
            self.counts[f"crash: {place}"] += 1
            raise Crash(place)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Makes every statement and every commit of this process's connection a point to die at."""
        run_hooks = connection.run_and_clear_commit_hooks

        def run_hooks_or_die() -> None:
            try:
                self.reach(COMMITTED)
            except Crash:
                connection.run_on_commit = []
                raise
            run_hooks()

        with connection.execute_wrapper(self._statement):
            connection.run_and_clear_commit_hooks = run_hooks_or_die
            try:
                yield
            finally:
                del connection.run_and_clear_commit_hooks

    def _statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        if self._place:
            self.reach(STATEMENT)
        return execute(*arguments)
