"""A night in a loaded city: people, kitchens and couriers are played, what is decided is the platform's."""
