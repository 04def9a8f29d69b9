"""The bus: typed events and commands, stored with the change that caused them, received exactly once."""
