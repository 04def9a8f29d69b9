"""What can go wrong while something embedded starts."""


class EmbeddedError(RuntimeError):
    """A server or process could not be started; the message names the log to read."""
