"""Providers who bring what our couriers would bring late: asked for a price, hired, followed, cancelled."""
