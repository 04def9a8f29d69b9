"""What other apps may import of partners."""
