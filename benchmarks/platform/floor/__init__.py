"""The least of a Django REST service that takes an order: what Python and PostgreSQL cost without a platform."""
