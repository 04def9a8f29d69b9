"""What other apps may import of orders."""
