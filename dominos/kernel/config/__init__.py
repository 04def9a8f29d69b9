"""What is read from the environment, and what a process refuses to start without."""
