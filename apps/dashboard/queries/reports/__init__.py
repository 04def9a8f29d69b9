"""Reports, each computed from the figures of days."""
