"""The shared kernel: the foundation of every app. It contains no app and no business terms."""
