"""Texts without a translation. All other texts have one in every language, which a test checks."""

AS_IT_IS = frozenset({"Dominos", "E-mail", "SMS", "Enter"})
"""Words that are equal in every language, and the name of a key."""
