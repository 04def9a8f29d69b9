"""What reading figures of many orders costs."""
