"""The dashboard answers no calls: it projects other apps' events."""
