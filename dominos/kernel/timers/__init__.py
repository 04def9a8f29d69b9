"""What happens by the clock: declared timers, the beat that starts them, and when things are due."""
