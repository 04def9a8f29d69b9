"""Notifications tell what they have of a person, and nothing else: they listen."""
