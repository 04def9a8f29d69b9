"""The shared kernel: what every app stands on. It knows no app and no business word."""
