"""What other apps may import of payments: queries and commands."""
