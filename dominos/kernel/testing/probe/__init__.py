"""An app that only tests install: tables of its own, handlers and views whose effects can be counted."""
