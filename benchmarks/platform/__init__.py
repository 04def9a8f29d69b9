"""What the whole platform costs beside the least that could do the same."""
