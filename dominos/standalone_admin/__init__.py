"""The admin of apps that run without the users app, which authenticates their staff."""
