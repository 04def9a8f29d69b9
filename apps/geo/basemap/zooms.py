"""The zooms of the base map, and its projection."""

import numpy as np

MIN_ZOOM, MAX_ZOOM = 10, 14
"""The zooms that tiles are made for; pages enlarge the nearest."""


def mercator(degrees: np.ndarray) -> np.ndarray:
    """(longitude, latitude) in web mercator, the world being 0 to 1 with y down."""
    lat = np.radians(np.clip(degrees[:, 1], -85.05, 85.05))
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - np.arctanh(np.sin(lat)) / (2 * np.pi)])
