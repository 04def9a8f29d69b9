"""How long a reason may be that somebody gives. One limit: what one app is told goes on to others with its message."""

MAX_REASON = 500
