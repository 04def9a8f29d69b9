"""What other apps may know of partners."""
