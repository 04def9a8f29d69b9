"""What other apps may import of reviews."""
