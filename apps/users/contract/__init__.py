"""What other apps may know of users: people, their addresses, and what happened to them."""
