"""Whether a kept connection is still good, without asking the server."""

import select


def is_readable(socket: int) -> bool:
    """Whether something waits to be read of a connection that was asked nothing: as a rule, that it ended."""
    try:
        waiting = select.poll()
        waiting.register(socket, select.POLLIN)
        return bool(waiting.poll(0))
    except (OSError, ValueError):
        return True
