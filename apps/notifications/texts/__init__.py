"""The wording and rendering of notifications."""
