"""The demo: a city with stores, people and a menu, and one whole order through the public interfaces."""
