"""Prerequisites of tests: a missing one fails the test, unless a developer chose to go without."""

import os
from typing import NoReturn

import pytest

WITHOUT_BROWSER = "DOMINOS_WITHOUT_BROWSER"
WITHOUT_OLD_CLIENTS = "DOMINOS_WITHOUT_OLD_CLIENTS"


def missing(what: str, without: str) -> NoReturn:
    """Fails the test with what is missing; skips it if the variable `without` is set, but never in CI."""
    if os.environ.get(without) and not os.environ.get("CI"):
        pytest.skip(what)
    pytest.fail(f"{what} ({without}=1 leaves these tests out)")
