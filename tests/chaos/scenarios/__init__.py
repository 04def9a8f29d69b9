"""What people do about one order: each a row of steps, at a pace of their own, of which any may fail."""
