"""What other apps may know of deliveries, and what they may ask of them."""
