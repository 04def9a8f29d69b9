"""The public edge: what every REST endpoint shares, from access to errors to repeated requests."""
