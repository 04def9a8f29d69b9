"""The admin of apps whose people are elsewhere: who comes is asked of the users app, which alone signs anybody in."""
