"""The initial migration creates the triggers that the code names."""

from importlib import import_module

from apps.payments.models.triggers import trigger_sql


def test_the_frozen_sql_is_todays():
    assert import_module("apps.payments.migrations.0001_initial").TRIGGERS.strip() == trigger_sql().strip()
