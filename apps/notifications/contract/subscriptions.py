"""The events this app listens to."""

from apps.orders.contract.events import OrderAdvanced, OrderHeldUp, OrderPaymentLapsed, OrderPlaced
from apps.payments.contract.events import (
    CashOwed,
    InvoiceIssued,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
)
from apps.users.contract.events import EmailVerificationRequested, EmailVerified, RegistrationRepeated
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    EmailVerificationRequested,
    RegistrationRepeated,
    EmailVerified,
    OrderPlaced,
    OrderPaymentLapsed,
    OrderHeldUp,
    OrderAdvanced,
    InvoiceIssued,
    PaymentRefunded,
    CashOwed,
    RefundFailed,
    RefundRetried,
)
