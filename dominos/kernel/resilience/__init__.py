"""Isolation of slow and failing components: back-off, circuit breakers, deadlines."""
