"""What news say, and how they are drawn."""
