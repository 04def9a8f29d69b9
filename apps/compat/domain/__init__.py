"""Translates between the terms of the legacy interface and ours. Pure."""
