"""Empty: the shop answers no other app."""
