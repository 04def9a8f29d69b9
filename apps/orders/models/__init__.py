"""Orders and what belongs to them, by what it is about."""

from apps.orders.models.counting import DayCounter as DayCounter
from apps.orders.models.counting import DealUse as DealUse
from apps.orders.models.counting import SlotUse as SlotUse
from apps.orders.models.following import DISPUTES as DISPUTES
from apps.orders.models.following import OrderSaga as OrderSaga
from apps.orders.models.following import Refund as Refund
from apps.orders.models.learning import KitchenPace as KitchenPace
from apps.orders.models.learning import StageErrors as StageErrors
from apps.orders.models.learning import StoreFacts as StoreFacts
from apps.orders.models.selling import KITCHEN_STATUSES as KITCHEN_STATUSES
from apps.orders.models.selling import Order as Order
from apps.orders.models.selling import OrderHistory as OrderHistory
from apps.orders.models.selling import Quote as Quote
from apps.orders.models.selling import Sale as Sale
from apps.orders.models.selling import history_row as history_row
