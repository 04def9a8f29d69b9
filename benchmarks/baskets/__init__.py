"""What strangers' worst baskets cost."""
