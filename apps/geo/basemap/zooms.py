"""The zooms of the base map."""

MIN_ZOOM, MAX_ZOOM = 10, 14
"""The zooms that tiles are made for; pages enlarge the nearest."""
