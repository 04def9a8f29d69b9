"""An open food-delivery platform for a pizza chain."""

__version__ = "0.1.0"
