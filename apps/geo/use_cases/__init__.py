"""Writes of geo: zones, stores, and the map of a city."""
