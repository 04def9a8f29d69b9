"""What other apps may import of delivery: queries and commands."""
