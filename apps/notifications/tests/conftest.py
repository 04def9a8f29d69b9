"""What tests of notifications start from."""

import pytest

from apps.notifications.tests.builders import Customers, Orders, Payments
from apps.orders.contract.service import OrdersService
from apps.payments.contract.service import PaymentsService
from apps.users.contract.service import UsersService


@pytest.fixture
def customers(stand_in):
    """The people other apps would know."""
    found = Customers()
    stand_in(UsersService, found.service)
    return found


@pytest.fixture
def orders(stand_in):
    """The orders other apps would know."""
    return stand_in(OrdersService, Orders())


@pytest.fixture(autouse=True)
def _payments(stand_in):
    """What payments would know of invoices."""
    stand_in(PaymentsService, Payments())


@pytest.fixture(autouse=True)
def _mail_waits(settings):
    """Mails are sent when a test says so, not right after the commit."""
    settings.DISPATCH = "celery"
