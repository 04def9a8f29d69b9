"""Errors with which pricing a basket may be refused."""

from apps.geo.contract.errors import NoStoreNearby, OutOfZone, ZoneClosed
from apps.menu.contract.errors import BasketRefused, NoMenu
from apps.orders.contract.errors import BelowMinimum, OtherStore, SlotFull
from apps.stores.contract.errors import SlotNotOffered, StoreClosed
from dominos.kernel.errors import NotFound

NOWHERE_TO_ASK = (NotFound, NoMenu, OutOfZone, ZoneClosed, NoStoreNearby, OtherStore)
NOT_SOLD = (*NOWHERE_TO_ASK, BasketRefused, StoreClosed, SlotNotOffered, SlotFull, BelowMinimum)
