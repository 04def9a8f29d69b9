"""What a process tells of itself: log, figures, traces, health, errors."""
