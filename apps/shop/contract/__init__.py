"""Nothing: the shop answers no other app."""
