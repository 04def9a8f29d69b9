"""A courier with a bag, for payments' tests."""

from apps.delivery.contract.events import OrderDelivered
from apps.payments import handlers
from apps.payments.contract.commands import CapturePayment
from apps.payments.contract.service import PaymentsService
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal
from dominos.kernel.unit_of_work import unit_of_work

COUNTS = "/api/v1/payments/cash-counts"


class Bag:
    """A courier who brings orders paid in cash."""

    def __init__(self, world, pay, command):
        self.world, self.pay, self.command = world, pay, command
        self.id = new_id()
        self.api = client(principal(Role.COURIER, id=self.id))
        self.manager = client(principal(Role.STORE_MANAGER, stores=(world.store.id,)))

    def bring(self, *, is_booked=True):
        order = self.world.order()
        self.pay(order.order_id, None)
        self.hand_over(order.order_id)
        if is_booked:
            self.command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
        return order

    def hand_over(self, order_id):
        event = OrderDelivered(order_id=order_id, courier_id=self.id, proof="pin", at=now())
        with unit_of_work("payments"):
            handlers.on_order_delivered(event)

    def balance(self, *order_ids):
        return service(PaymentsService).get_cash_balance(courier_id=self.id, order_ids=list(order_ids))

    def count(self, counted):
        return self.api.post(COUNTS, {"counted": counted})
