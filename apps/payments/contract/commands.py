"""The commands of the orders saga. The subject is the order; repeating a command changes nothing.

After a gateway's refusal the same command is tried anew with a higher `again`, once for each: it counts how
often somebody has asked for that.
"""

from uuid import UUID

from apps.orders.contract.types import Amounts
from apps.payments.contract.types import RefundComponents, RefundedLine, RefundScope
from dominos.kernel.messaging.messages import Command, message


@message("payments.capture_payment")
class CapturePayment(Command):
    """Take `amount` (minor units) of what was authorized for the order.

    `amounts` are its components if they are not the order's in proportion (a part is kept).
    """

    order_id: UUID
    amount: int
    currency: str
    amounts: Amounts | None = None
    again: int = 0


@message("payments.check_authorization")
class CheckAuthorization(Command):
    """Ask the gateway whether the order's authorization still holds. AuthorizationLapsed if not."""

    order_id: UUID


@message("payments.void_payment", personal=("reason",))
class VoidPayment(Command):
    """Release the order's authorization; refund what was captured meanwhile."""

    order_id: UUID
    reason: str
    again: int = 0


@message("payments.refund_payment", personal=("reason",))
class RefundPayment(Command):
    """Refund `amount` (minor units) of what was captured; `key` distinguishes refunds of one order.

    `components` add up to the amount, and their tax lines to their tax; required for refunds of `lines`.
    `requested_by` None is a refund by rule; a person's above the market's limit waits for a second person.
    `fault` names who is responsible.
    """

    order_id: UUID
    amount: int
    currency: str
    reason: str
    key: str
    scope: RefundScope
    components: RefundComponents | None = None
    lines: tuple[RefundedLine, ...] = ()
    requested_by: UUID | None = None
    fault: str = ""


@message("payments.adjust_authorization")
class AdjustAuthorization(Command):
    """Cover `amount` (minor units), the total of the order's revision `revision`, made of `amounts`.

    Answered by AuthorizationAdjusted or AuthorizationRefused. Revisions count from 1; an older one than known is
    ignored, the same one answered again.
    """

    order_id: UUID
    revision: int
    amount: int
    currency: str
    amounts: Amounts


@message("payments.grant_credit")
class GrantCredit(Command):
    """Grant the customer `amount` (minor units) of store credit for the order, once per `credit_id`, the
    account's id.

    `owner_id` None means a guest, who gets its code by mail.
    """

    credit_id: UUID
    order_id: UUID
    store_id: UUID
    owner_id: UUID | None
    amount: int
    currency: str
