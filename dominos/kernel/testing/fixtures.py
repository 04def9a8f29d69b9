"""Fixtures for every test: fakes in the place of other apps, an empty cache, the same examples in every run."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from dominos.kernel.auth.rights import revocations
from dominos.kernel.publishing import clear_lost_pushes
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.services import Service, provide
from dominos.kernel.services.registry import preserved
from dominos.kernel.testing.id_parameters import refuse_ids_as_texts

# How long an example takes says something about the machine, nothing about the code.
hypothesis.settings.register_profile("any machine", deadline=None, derandomize=True)
hypothesis.settings.load_profile("any machine")
# Else some examples are made of the constants in the files that a process happens to have loaded, other ones in every
# process; and each of them reads a thousand files for it.
pytest.MonkeyPatch().setattr(
    providers, "_get_local_constants", Constants
)  # a private name: fails once it is gone

refuse_ids_as_texts()


@pytest.fixture
def stand_in() -> Iterator[Callable[[type[Service], Service], Service]]:
    """Lets a fake answer a contract for this test: `geo = stand_in(GeoService, FakeGeoService())`."""

    def stand_in[S: Service](contract: type[Service], implementation: S) -> S:
        provide(contract, implementation)
        return implementation

    with preserved():
        yield stand_in


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries: Callable[..., Any]) -> Callable[..., Any]:
    """Counts the statements of a process that knows which tokens were revoked: it asks every so many seconds."""

    def counted(*arguments: Any, **named: Any) -> Any:
        revocations.refresh()
        return django_assert_num_queries(*arguments, **named)

    return counted


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Nobody has called before: no throttle counts, no cached answers."""
    breaker.cache_clear()
    clear_lost_pushes()
    cache.clear()
