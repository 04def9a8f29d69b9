"""The outcome of paying an order in the request that places it."""

from enum import StrEnum
from uuid import UUID

from dominos.kernel.edge.answers import Answer, Url


class PaymentOutcome(StrEnum):
    """The outcome of paying at once; except for the first three, the order waits for `POST /payments`."""

    NOTHING_DUE = "NOTHING_DUE"
    """It costs nothing, and is placed without a payment."""
    AUTHORIZED = "AUTHORIZED"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    DECLINED = "DECLINED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"
    """Payments did not answer in time: read the order before paying again."""


class NextStepAnswer(Answer):
    """Where the customer continues (3-D Secure); then confirm the payment."""

    type: str
    url: Url


class OrderPaymentAnswer(Answer):
    """The outcome of paying the order at once. `problem` is the code that `POST /payments` would have returned."""

    outcome: PaymentOutcome
    payment_id: UUID | None = None
    next_action: NextStepAnswer | None = None
    problem: str = ""
    decline_code: str = ""
