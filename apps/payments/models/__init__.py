"""Payments and what belongs to them, by what it is about."""

from apps.payments.models.cash import CashCount as CashCount
from apps.payments.models.cash import CountedOrder as CountedOrder
from apps.payments.models.cash import OwedCash as OwedCash
from apps.payments.models.documents import CreditNote as CreditNote
from apps.payments.models.documents import DayReport as DayReport
from apps.payments.models.documents import Invoice as Invoice
from apps.payments.models.documents import InvoiceSeries as InvoiceSeries
from apps.payments.models.embedded import EmbeddedCall as EmbeddedCall
from apps.payments.models.embedded import EmbeddedCard as EmbeddedCard
from apps.payments.models.embedded import EmbeddedEvent as EmbeddedEvent
from apps.payments.models.embedded import EmbeddedPayment as EmbeddedPayment
from apps.payments.models.embedded import EmbeddedRefund as EmbeddedRefund
from apps.payments.models.facts import OrderFacts as OrderFacts
from apps.payments.models.facts import StoreFacts as StoreFacts
from apps.payments.models.journal import JournalEntry as JournalEntry
from apps.payments.models.journal import Posting as Posting
from apps.payments.models.payments import Decline as Decline
from apps.payments.models.payments import GatewayCustomer as GatewayCustomer
from apps.payments.models.payments import Operation as Operation
from apps.payments.models.payments import Payment as Payment
from apps.payments.models.payments import RefundDecision as RefundDecision
from apps.payments.models.payments import SavedCard as SavedCard
from apps.payments.models.payments import WebhookEvent as WebhookEvent
