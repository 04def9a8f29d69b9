"""Orders and what belongs to them, a module per subject."""

from apps.orders.models.favourites import Favourite as Favourite
from apps.orders.models.groups import GroupLine as GroupLine
from apps.orders.models.groups import OrderGroup as OrderGroup
from apps.orders.models.history import OrderHistory as OrderHistory
from apps.orders.models.history import history_row as history_row
from apps.orders.models.loyalty import PointsAccount as PointsAccount
from apps.orders.models.loyalty import PointsMovement as PointsMovement
from apps.orders.models.observations import KitchenPace as KitchenPace
from apps.orders.models.observations import StageErrors as StageErrors
from apps.orders.models.observations import StoreChanges as StoreChanges
from apps.orders.models.orders import KITCHEN_STATUSES as KITCHEN_STATUSES
from apps.orders.models.orders import Order as Order
from apps.orders.models.orders import Quote as Quote
from apps.orders.models.printing import Printer as Printer
from apps.orders.models.printing import PrintJob as PrintJob
from apps.orders.models.reservations import DayCounter as DayCounter
from apps.orders.models.reservations import DealUse as DealUse
from apps.orders.models.reservations import OvenUse as OvenUse
from apps.orders.models.reservations import SlotUse as SlotUse
from apps.orders.models.sagas import OrderDisputeStatus as OrderDisputeStatus
from apps.orders.models.sagas import OrderRefundStatus as OrderRefundStatus
from apps.orders.models.sagas import OrderSaga as OrderSaga
from apps.orders.models.sagas import Refund as Refund
from apps.orders.models.sagas import Settlement as Settlement
from apps.orders.models.sales import Sale as Sale
