"""The rules of notifications. Pure."""
