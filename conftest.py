"""What every test of the project starts from, and which tests are slow."""

from pathlib import Path

import pytest
from django.db import connections

from dominos.development import databases

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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker) -> None:
    """This process's test database is a copy of one that was migrated."""
    with django_db_blocker.unblock():
        connections.settings["default"]["TEST"]["TEMPLATE"] = databases.migrated()
