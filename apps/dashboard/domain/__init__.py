"""Rules of the board and of the figures."""
