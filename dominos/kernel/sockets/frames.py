"""How large a message on a websocket may be, and how often frames come, for whoever reads them."""

MAX_FRAME = 65_536
"""Bytes. The server closes with 1009 rather than gather more."""
TOO_MANY = 4429
"""The code that a socket closes with when frames come too fast."""
COUNTED_PER_SECOND, COUNTED_TOGETHER = 20.0, 120.0
"""Frames that the server takes in, of whatever kind; of whole messages the application takes half."""
