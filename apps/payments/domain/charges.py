"""The states of what a card pays at once."""

from enum import StrEnum

from apps.payments.domain.gateway import GatewayPayment, GatewayStatus


class ChargeStatus(StrEnum):
    """The states of a charge."""

    BEGUN = "BEGUN"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PAID = "PAID"
    FAILED = "FAILED"


OPEN = (ChargeStatus.BEGUN, ChargeStatus.REQUIRES_ACTION)


def status_of(seen: GatewayPayment) -> ChargeStatus:
    """The charge's state, by what the gateway shows."""
    match seen.status:
        case GatewayStatus.CAPTURED:
            return ChargeStatus.PAID
        case GatewayStatus.FAILED | GatewayStatus.VOIDED:
            return ChargeStatus.FAILED
        case GatewayStatus.REQUIRES_ACTION:
            return ChargeStatus.REQUIRES_ACTION
    return ChargeStatus.BEGUN
