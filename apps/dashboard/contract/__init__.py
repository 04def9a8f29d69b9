"""The dashboard publishes nothing: it projects what the others tell."""
