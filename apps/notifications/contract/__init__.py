"""Notifications only answer which data they have about a person; everything else they do is triggered by events."""
