"""The fault runs can fail: every defect planted in the product is found, and without it nothing is."""

import pytest

from tests.chaos.fault_run import BEGIN, drain, inject, result_of, simulated_town
from tests.chaos.mutations import MUTATIONS
from tests.chaos.town import SMALL_TOWN

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 7
found_sound = set()
"""Runs without a defect, in which nothing was found: several defects show in the same one."""


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_planted_defect_is_found(mutation, monkeypatch):
    sound = (mutation.scenario, mutation.faults, mutation.method, mutation.orders)
    if sound not in found_sound:
        assert differences(monkeypatch, mutation) == []
        found_sound.add(sound)
    assert differences(monkeypatch, mutation, is_planted=True)


def differences(patch, mutation, *, is_planted=False):
    """What a run of the mutation's scenario finds wrong; a run that breaks off has found something."""
    with patch.context() as patch, simulated_town(patch, SEED, SMALL_TOWN) as (world, town):
        if is_planted:
            mutation.plant(patch)
        try:
            inject(world, town, mutation.orders, mutation.faults, mutation.scenario, mutation.method)
            drain(world, town)
        except Exception as error:
            if not is_planted:
                raise
            return [repr(error)]
        return result_of(world, SEED, BEGIN).wrong
