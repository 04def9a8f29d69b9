"""What a token cannot contain: revocations since it was signed, and the stores of people with too many to list.

Every process rereads the short list of revocations within the lifetime of a token every `FRESH_SECONDS`, and keeps the
last one while the source is down. Requests are checked against that list in memory, without a query per caller.
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
"""The maximum age of the list: revocations take effect everywhere within a minute, on open sockets too."""
RETRY_SECONDS = 5.0
EVERYBODY = UUID(int=0)
"""The key of a revocation of all sessions of everybody."""
type Stores = tuple[frozenset[UUID], frozenset[UUID]]
"""The stores a person works for, and those of them that they manage."""


class RightsSource(Protocol):
    """The source of people's rights; the project registers it with `ask`."""

    def revocations(self) -> Mapping[UUID, int]:
        """For each person with recent revocations, the lowest valid epoch of their tokens.

        Ended sessions are included whatever their epoch; `EVERYBODY` stands for all signed-in people.
        """

    def stores_of(self, user_id: UUID) -> Stores:
        """The stores of a person whose token does not list them. NotFound."""


class Revocations:
    """The list of revocations as cached by this process."""

    def __init__(self) -> None:
        self._source: RightsSource | None = None
        self._least: Mapping[UUID, int] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._lock = Lock()

    def ask(self, source: RightsSource | None) -> None:
        """Registers the source of rights; None means that nobody has lost any."""
        self._source, self._least = source, {}
        self.forget()

    def forget(self) -> None:
        """Invalidates the cached list."""
        self._read_at = self._tried_at = None

    @property
    def is_stale(self) -> bool:
        """Whether the list has to be read again; a failed attempt is not repeated at once."""
        return (
            self._source is not None
            and _has_passed(self._read_at, FRESH_SECONDS)
            and _has_passed(self._tried_at, RETRY_SECONDS)
        )

    def refresh(self) -> None:
        """Rereads the list if it is stale, in one thread; the others use the cached one meanwhile."""
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
        """Whether the caller's token was revoked, by its epoch or with its session, according to the cached list."""
        if caller.id is None:
            return False
        least = self._least.get(caller.id, 0)
        if caller.session_id is not None:
            least = max(least, self._least.get(EVERYBODY, 0))
        return caller.epoch < least or caller.session_id in self._least

    def stores_of(self, user_id: UUID, epoch: int) -> Stores:
        """A person's stores, cached for at most a minute. Unavailable if nothing is cached and the source is down."""
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
