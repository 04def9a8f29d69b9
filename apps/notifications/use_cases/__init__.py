"""Writes of the notifications app, one transaction each."""
