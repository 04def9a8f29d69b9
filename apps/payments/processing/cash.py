"""Cash, as a gateway would show it."""

from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from apps.payments.models import Payment


def cash_seen(
    payment: Payment, *, authorized: int = 0, captured: int = 0, refunded: int = 0, is_void: bool = False
) -> GatewayPayment:
    """Cash as a gateway would show it: promised, taken at the door, given back."""
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
