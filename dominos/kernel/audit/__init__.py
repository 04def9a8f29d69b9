"""The audit log of security, money and personal data: each app writes its own, which is append-only.

`record` adds an entry to the log of the app whose transaction this is. A timer seals entries in batches: each gets a
position and a hash of its content and the previous hash, so that no request waits for the chain.
"""

from dominos.kernel.audit.log import looked_at, record

__all__ = ["looked_at", "record"]
