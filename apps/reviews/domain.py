"""How ratings are summed up."""

MIN_STARS, MAX_STARS = 1, 5
MAX_TEXT_CHARS = 2000


def mean_hundredths(stars: int, count: int) -> int:
    """The mean of `count` ratings that sum to `stars`, in hundredths, halves up; 0 where nobody rated."""
    return (200 * stars + count) // (2 * count) if count else 0
