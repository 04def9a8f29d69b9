"""Work started after a commit. The periodic tasks make up for what gets lost."""

from uuid import UUID

from dominos.kernel.after_commit import start_after_commit

DISPATCH, REFRESH_ETA = "delivery.dispatch", "delivery.refresh_eta"
EXPIRES_SECONDS = 30


def dispatch_after_commit() -> None:
    """Starts the dispatcher at once, because something became free, ready or requested."""
    start_after_commit(DISPATCH, expires=EXPIRES_SECONDS)


def refresh_after_commit(delivery_id: UUID) -> None:
    """Recomputes the windows of the delivery and of its run."""
    start_after_commit(REFRESH_ETA, str(delivery_id), expires=EXPIRES_SECONDS)
