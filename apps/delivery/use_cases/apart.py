"""Keeping one store's, courier's or offer's trouble from everybody else's work."""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


def apart[**P, T](otherwise: T, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns; `otherwise` when it fails, which is logged as an error and goes no further.

    Not inside a unit of work: what failed has to have rolled back on its own.
    """
    try:
        return work(*args, **kwargs)
    except Exception:
        log.exception("failed, the others go on", work=work.__name__, args=[str(one) for one in args])
        return otherwise
