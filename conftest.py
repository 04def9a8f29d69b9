"""What every test of the project starts from, and which tests are slow."""

from pathlib import Path

import pytest

pytest_plugins = ["dominos.kernel.testing.fixtures"]

HERE = Path(__file__).parent
SLOW = [
    *(HERE / "tests" / name for name in ("browser", "chaos", "split")),
    *(
        HERE / "tests/system" / f"test_{name}.py"
        for name in ("bus_faults", "embedded", "journey", "budget", "roles")
    ),
    HERE / "tests/architecture/test_linter.py",
    HERE / "dominos/simulation",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks whole files and folders, and whatever drives a browser."""
    for item in items:
        places = {item.path, *item.path.parents}
        if places.intersection(SLOW) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
