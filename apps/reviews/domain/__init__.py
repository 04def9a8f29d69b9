"""The rules of reviews: what may be said, what counts for whom, and how it is summed up. Pure."""
