"""Stores' stock of ingredients: what people record, and what orders use."""
