"""What needs no translation. Everything else that people read has all of its own; a test counts what is missing: 0."""

AS_IT_IS = frozenset({"Dominos", "E-mail", "SMS", "Enter"})
"""Words that are the same in every language, and the name of a key."""
