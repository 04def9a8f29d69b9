"""What is answered about paying an order in the request that places it."""

from enum import StrEnum
from uuid import UUID

from dominos.kernel.edge.answers import Answer, Url


class PaymentOutcome(StrEnum):
    """What became of paying an order at once; but for the first three it waits to be paid by `POST /payments`."""

    NOTHING_DUE = "NOTHING_DUE"
    """It costs nothing, and is placed without a payment."""
    AUTHORIZED = "AUTHORIZED"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    DECLINED = "DECLINED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"
    """Payments did not answer in time: look at the order before paying again."""


class NextStepAnswer(Answer):
    """Where the customer goes on (3-D Secure); then confirm the payment."""

    type: str
    url: Url


class OrderPaymentAnswer(Answer):
    """What became of paying the order at once. `problem` is the code that `POST /payments` would have answered."""

    outcome: PaymentOutcome
    payment_id: UUID | None = None
    next_action: NextStepAnswer | None = None
    problem: str = ""
    decline_code: str = ""
