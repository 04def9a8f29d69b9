"""Periodic work: timer declarations, the scheduler that starts them, and checks for pending work."""
