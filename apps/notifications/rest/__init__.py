"""The REST interface of notifications."""
