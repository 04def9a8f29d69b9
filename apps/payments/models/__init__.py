"""Payments and what belongs to them, by what it is about."""

from apps.payments.gateways.embedded.models import EmbeddedCall as EmbeddedCall
from apps.payments.gateways.embedded.models import EmbeddedCard as EmbeddedCard
from apps.payments.gateways.embedded.models import EmbeddedEvent as EmbeddedEvent
from apps.payments.gateways.embedded.models import EmbeddedPayment as EmbeddedPayment
from apps.payments.gateways.embedded.models import EmbeddedRefund as EmbeddedRefund
from apps.payments.ledger.models import JournalEntry as JournalEntry
from apps.payments.ledger.models import Posting as Posting
from apps.payments.models.cash import CashCount as CashCount
from apps.payments.models.cash import CountedOrder as CountedOrder
from apps.payments.models.cash import OwedCash as OwedCash
from apps.payments.models.documents import CreditNote as CreditNote
from apps.payments.models.documents import DayReport as DayReport
from apps.payments.models.documents import Invoice as Invoice
from apps.payments.models.documents import InvoiceSeries as InvoiceSeries
from apps.payments.models.facts import OrderFacts as OrderFacts
from apps.payments.models.facts import StoreFacts as StoreFacts
from apps.payments.models.paying import GatewayCustomer as GatewayCustomer
from apps.payments.models.paying import Method as Method
from apps.payments.models.paying import Operation as Operation
from apps.payments.models.paying import OperationStatus as OperationStatus
from apps.payments.models.paying import Payment as Payment
from apps.payments.models.paying import PaymentMethod as PaymentMethod
from apps.payments.models.paying import RefundDecision as RefundDecision
from apps.payments.models.paying import WebhookEvent as WebhookEvent
