"""Outgoing messages: claimed, sent, retried, and suppressed addresses."""
