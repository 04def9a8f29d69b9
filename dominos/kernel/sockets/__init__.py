"""Everything a websocket stands on: pushes, the consumers' base, the guard before all of them, their document."""
