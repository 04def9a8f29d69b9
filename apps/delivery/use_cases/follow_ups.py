"""Work that follows a change once it has committed. What gets lost, the timers of `tasks` make up for."""

from uuid import UUID

from dominos.kernel.after_commit import start_after_commit

DISPATCH, REFRESH_ETA = "delivery.dispatch", "delivery.refresh_eta"
EXPIRES_SECONDS = 30


def dispatch_after_commit() -> None:
    """Somebody or something became free, ready or wanted: the dispatcher looks at once."""
    start_after_commit(DISPATCH, expires=EXPIRES_SECONDS)


def refresh_after_commit(delivery_id: UUID) -> None:
    """Computes the windows of the delivery and of its run anew."""
    start_after_commit(REFRESH_ETA, str(delivery_id), expires=EXPIRES_SECONDS)
