"""Loyalty points: an append-only ledger, and what earns, spends and ends them."""
