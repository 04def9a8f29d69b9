"""What a token cannot say of its holder: rights lost since it was signed, and stores too many to carry.

Every process reads the short list of those who lost rights within the life of a token, each `FRESH_SECONDS`, and keeps
the last one it knows while the source is down. Requests are judged by that list in memory; nobody is looked up.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Protocol
from uuid import UUID

import structlog

from dominos.kernel import clock
from dominos.kernel.auth.principal import Principal
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.ttl_cache import TtlCache

log = structlog.get_logger(__name__)

FRESH_SECONDS = 15.0
"""So old may the list be: rights that were taken away end within a minute everywhere, sockets included."""
RETRY_SECONDS = 5.0
EVERYBODY = UUID(int=0)
"""Whose tokens end where all sessions do."""
type Stores = tuple[frozenset[UUID], frozenset[UUID]]
"""The stores somebody works for, and those of them that they manage."""


class RightsSource(Protocol):
    """Who knows what people may do; the project names it with `ask`."""

    def revocations(self) -> Mapping[UUID, int]:
        """For each person who lost rights lately, the lowest epoch that their tokens must have.

        A session that has ended stands there, too, whatever its epoch; `EVERYBODY` for all who are signed in.
        """

    def stores_of(self, user_id: UUID) -> Stores:
        """The stores of a person whose token does not carry them. NotFound."""


class Revocations:
    """The list as this process knows it."""

    def __init__(self) -> None:
        self._source: RightsSource | None = None
        self._least: Mapping[UUID, int] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._lock = Lock()

    def ask(self, source: RightsSource | None) -> None:
        """Reads from this source from now on; None knows of nobody."""
        self._source, self._least = source, {}
        self.forget()

    def forget(self) -> None:
        """Makes the next question read the list again."""
        self._read_at = self._tried_at = None

    @property
    def is_stale(self) -> bool:
        """Whether it is time to read the list again; not right after a failure."""
        return (
            self._source is not None
            and _has_passed(self._read_at, FRESH_SECONDS)
            and _has_passed(self._tried_at, RETRY_SECONDS)
        )

    def refresh(self) -> None:
        """Reads the list if it is time; one thread does, the others go on with the last one."""
        if not self.is_stale or not self._lock.acquire(blocking=self._read_at is None):
            return
        try:
            if self.is_stale:
                self._read()
        finally:
            self._lock.release()

    def _read(self) -> None:
        assert self._source is not None
        self._tried_at = clock.seconds()
        try:
            self._least = self._source.revocations()
        except Exception as error:  # whoever is asked may be down in any way; the last list stays
            log.warning("revoked tokens are not known", error=type(error).__name__)
            return
        self._read_at = self._tried_at

    def covers(self, caller: Principal) -> bool:
        """Whether the caller's token was revoked, as far as is known: with rights of theirs, or with its session."""
        if caller.id is None:
            return False
        least = self._least.get(caller.id, 0)
        if caller.session_id is not None:
            least = max(least, self._least.get(EVERYBODY, 0))
        return caller.epoch < least or caller.session_id in self._least

    def stores_of(self, user_id: UUID, epoch: int) -> Stores:
        """The stores of a person, at most a minute old. Unavailable where nobody can tell."""
        return _stores.get_or_read((user_id, epoch), lambda: self._asked_stores(user_id))

    def _asked_stores(self, user_id: UUID) -> Stores:
        if self._source is None:
            raise Unavailable
        try:
            return self._source.stores_of(user_id)
        except Unavailable:
            raise
        except DomainError:
            return frozenset(), frozenset()


def _has_passed(since: float | None, seconds: float) -> bool:
    return since is None or not 0 <= clock.seconds() - since < seconds


_stores: TtlCache[tuple[UUID, int], Stores] = TtlCache(60)
revocations = Revocations()
