"""The REST interface of users."""
