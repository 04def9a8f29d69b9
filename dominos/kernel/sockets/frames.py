"""The limits of websocket messages and frames."""

MAX_FRAME = 65_536
"""Bytes. Larger messages close the socket with 1009."""
TOO_MANY = 4429
"""The close code of sockets that send frames too fast."""
COUNTED_PER_SECOND, COUNTED_TOGETHER = 20.0, 120.0
"""The number of frames of any kind that the server accepts per interval; the application accepts half as many messages.
"""
