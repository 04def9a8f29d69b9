"""Whether an idle connection is still usable, checked without a request."""

import select


def is_readable(socket: int) -> bool:
    """Whether an idle connection has unread data, which usually means that the server closed it."""
    try:
        waiting = select.poll()
        waiting.register(socket, select.POLLIN)
        return bool(waiting.poll(0))
    except (OSError, ValueError):
        return True
