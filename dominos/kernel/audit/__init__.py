"""The log of what concerns security, money and people's data: each app writes its own, and nobody rewrites it.

`record` adds an entry to the log of the app whose transaction this is. A timer seals entries in batches: each gets a
place and a hash over its content and the hash before it, so that what waits for a customer never waits for a chain.
"""

from dominos.kernel.audit.log import looked_at, record

__all__ = ["looked_at", "record"]
