"""Cash: who may pay in cash, and its representation as a gateway payment."""

from apps.orders.contract.types import OrderSummary
from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from apps.payments.models import Payment
from apps.users.contract.service import UsersService
from dominos.kernel.services import service


def may_promise_cash(order: OrderSummary) -> bool:
    """Whether the customer may pay in cash: a guest only with a verified telephone."""
    phone, guest = order.phone_to_prove, order.customer_id
    return not phone or service(UsersService).is_phone_proved(owner_id=guest, phone=phone)


def cash_as_gateway_payment(
    payment: Payment, *, authorized: int = 0, captured: int = 0, refunded: int = 0, is_void: bool = False
) -> GatewayPayment:
    """Cash as a gateway would show it: promised, taken at the door, returned."""
    status = GatewayStatus.CAPTURED if captured else GatewayStatus.AUTHORIZED
    return GatewayPayment(
        reference="",
        payment_id=payment.id,
        status=GatewayStatus.VOIDED if is_void else status,
        currency=payment.currency,
        authorized=authorized,
        captured=captured,
        refunded=refunded,
    )
