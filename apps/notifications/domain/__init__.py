"""The rules of what people are told. Pure."""
