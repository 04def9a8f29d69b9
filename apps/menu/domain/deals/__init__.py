"""Deals: which of the offered ones apply to a basket, and the legal set of them that saves most. Pure."""
