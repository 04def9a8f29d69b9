"""Writing what the board and its figures are made of."""
