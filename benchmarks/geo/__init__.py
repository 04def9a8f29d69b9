"""Timings of the geography app on the live city."""
