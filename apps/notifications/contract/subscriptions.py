"""The events this app listens to."""

from apps.delivery.contract.events import CourierNearby, CourierOffered, FoodWithoutCourier
from apps.orders.contract.events import (
    OrderAdvanced,
    OrderAttended,
    OrderHeldUp,
    OrderNeedsAttention,
    OrderPaymentLapsed,
    OrderPlaced,
    OrderRunsLate,
    OrdersForgotten,
)
from apps.payments.contract.events import (
    CashOwed,
    InvoiceIssued,
    MoneyWaits,
    PaymentRefunded,
    RefundFailed,
    RefundRetried,
)
from apps.users.contract.events import (
    EmailChanged,
    EmailChangeRequested,
    EmailVerificationRequested,
    EmailVerified,
    ExportMade,
    IdentityLinked,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationRepeated,
    SecondFactorsChanged,
    SignInCodeRequested,
    StaffInvited,
)
from dominos.kernel.messaging.messages import Event

SUBSCRIPTIONS: tuple[type[Event], ...] = (
    EmailVerificationRequested,
    RegistrationRepeated,
    EmailVerified,
    PasswordResetRequested,
    PasswordChanged,
    SecondFactorsChanged,
    IdentityLinked,
    SignInCodeRequested,
    ExportMade,
    EmailChangeRequested,
    EmailChanged,
    StaffInvited,
    OrderPlaced,
    OrderPaymentLapsed,
    OrderHeldUp,
    OrderAdvanced,
    OrdersForgotten,
    InvoiceIssued,
    PaymentRefunded,
    CashOwed,
    RefundFailed,
    RefundRetried,
    FoodWithoutCourier,
    OrderNeedsAttention,
    OrderAttended,
    CourierOffered,
    OrderRunsLate,
    CourierNearby,
    MoneyWaits,
)
