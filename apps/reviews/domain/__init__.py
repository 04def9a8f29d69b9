"""The rules of reviews: which content is allowed, what counts for whom, and how ratings are aggregated. Pure."""
