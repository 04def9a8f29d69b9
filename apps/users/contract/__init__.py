"""What other apps may import of users: people, their addresses, and events about them."""
