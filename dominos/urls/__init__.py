"""Which view answers which path: `public`, `internal`, and the `whole` of them."""
