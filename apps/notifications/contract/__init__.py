"""Notifications publish nothing: they listen."""
