"""What other apps may know of reviews."""
