"""What is read of partners."""
