"""Isolates failures: one store's, courier's or offer's error must not stop the work for others."""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


def isolated[**P, T](otherwise: T, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns; `otherwise` if it raises, which is logged as an error.

    Not inside a unit of work: the failed work must have been rolled back on its own.
    """
    try:
        return work(*args, **kwargs)
    except Exception:
        log.exception("failed, the others go on", work=work.__name__, args=[str(one) for one in args])
        return otherwise
