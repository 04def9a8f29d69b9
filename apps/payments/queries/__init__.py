"""Reads of payments, a module per subject."""
