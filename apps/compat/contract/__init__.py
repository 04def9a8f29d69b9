"""Nothing asks this app or hears from it: it is a door, through which old clients reach the others."""
