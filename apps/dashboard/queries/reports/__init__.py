"""Reports, each made of the figures of days."""
