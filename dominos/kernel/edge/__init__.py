"""The public edge: what all REST endpoints share, such as access control, errors and idempotency."""
