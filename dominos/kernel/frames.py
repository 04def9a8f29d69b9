"""How large a message on a websocket may be, for whoever reads it."""

MAX_FRAME = 65_536
"""Bytes. The server closes with 1009 rather than gather more."""
