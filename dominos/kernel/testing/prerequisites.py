"""What a test needs of the machine and may not find: it fails then, but for a developer who says to go without."""

import os
from typing import NoReturn

import pytest

WITHOUT_BROWSER = "DOMINOS_WITHOUT_BROWSER"
WITHOUT_OLD_CLIENTS = "DOMINOS_WITHOUT_OLD_CLIENTS"


def missing(what: str, without: str) -> NoReturn:
    """Fails the test, saying what is missing; where the variable `without` is set it is skipped, but never in CI."""
    if os.environ.get(without) and not os.environ.get("CI"):
        pytest.skip(what)
    pytest.fail(f"{what} ({without}=1 leaves these tests out)")
