"""How an address of the loaded map is written."""

SOURCE = "local"
"""The provider that our own map is."""
