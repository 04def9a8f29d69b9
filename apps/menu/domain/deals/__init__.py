"""Deals: which of those offered apply to a basket, and the legal set of them that saves most. Pure."""
