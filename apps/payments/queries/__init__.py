"""What can be read of payments, each by whom it concerns."""
