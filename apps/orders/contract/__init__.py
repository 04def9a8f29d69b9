"""What other apps may know of orders."""
