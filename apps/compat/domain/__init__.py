"""The old interface's words, and ours. Pure."""
