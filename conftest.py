"""What every test of the project starts from, and which tests are slow."""

from pathlib import Path

import pytest

pytest_plugins = ["dominos.kernel.testing.fixtures"]

HERE = Path(__file__).parent
SLOW_FOLDERS = [HERE / "tests" / name for name in ("browser", "chaos", "split")]
SLOW_FIXTURES = {"browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whole folders, and whatever drives a browser."""
    for item in items:
        if any(folder in item.path.parents for folder in SLOW_FOLDERS) or SLOW_FIXTURES.intersection(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.slow)
