"""What is done with keys and webhooks."""
