"""Group orders: several people put their lines together by a link, and one of them orders."""
