"""What other apps may know of payments, and what they may ask of them."""
