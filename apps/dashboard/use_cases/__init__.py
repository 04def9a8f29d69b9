"""Writes of the board's projection and its figures."""
