import pytest
from apps.stores import seed, actions
@pytest.mark.django_db(transaction=True)
def test_seed():
    a = seed.seed()
    assert len(a)==5
    for s in seed.demo_stores():
        assert actions.save_store(s) is False
