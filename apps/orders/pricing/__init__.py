"""What a basket costs: the wish, fees, taxes and totals, and the window that is promised."""
