"""How fast the city's time goes by, and when its evening is over."""

from threading import Event


class Pace:
    """`speed` seconds of the city go by in one of the clock on the wall. `over` ends all waiting."""

    def __init__(self, speed: float) -> None:
        self.speed, self.over = speed, Event()

    def wait(self, seconds: float) -> bool:
        """Lets so many seconds of the city go by; whether the evening goes on."""
        return not self.over.wait(seconds / self.speed)

    def seconds(self, real: float) -> float:
        """How many of the city go by in these."""
        return real * self.speed
