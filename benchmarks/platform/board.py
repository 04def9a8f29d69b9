"""The live board of a store, and when its frames come."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import connect

from apps.stores.demo_places import PLACES, store_id
from benchmarks.platform.client import Client
from benchmarks.platform.counters import Database
from dominos.demo.city import PASSWORD, accounts
from dominos.kernel.auth import Role

PLACED = """SELECT order_id::text, sequence, extract(epoch FROM at)::float
    FROM orders_orderhistory WHERE status = 'PLACED'"""


class Board:
    """When a store's board first showed each state of each order, in seconds of this machine's clock."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, int], float] = {}

    def take(self, frame: str | bytes) -> None:
        """Notes a frame that has just come."""
        content = json.loads(frame)
        if content["type"] == "order":
            order = content["order"]
            self.shown.setdefault((order["order_id"], order["sequence"]), time.time())

    def delays(self, database: Database, since: float) -> list[float]:
        """Seconds from each order's being placed to the frame that shows it; infinite where none came.

        An order is placed by the transaction that commits the answer of its payment.
        """
        placed = [row for row in database.rows(PLACED) if row[2] >= since]
        return [self._first(order, sequence) - at for order, sequence, at in placed]

    def _first(self, order: str, sequence: int) -> float:
        shown = [at for (other, number), at in self.shown.items() if other == order and number >= sequence]
        return min(shown, default=float("inf"))


@asynccontextmanager
async def watched(realtime: str, token: str, store: str) -> AsyncIterator[Board]:
    """The board of a store, from its first frame on."""
    board = Board()
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(
        f"{realtime}/ws/v1/board/{store}", additional_headers=headers, max_size=None
    ) as socket:
        assert json.loads(await socket.recv())["type"] == "board"

        async def listen() -> None:
            async for frame in socket:
                board.take(frame)

        listening = asyncio.create_task(listen())
        try:
            yield board
        finally:
            listening.cancel()


async def manager_token(client: Client, store: str) -> str:
    """An access token of the store's manager."""
    code = next(place.code for place in PLACES if str(store_id(place.code)) == store)
    return await sign_in(client, Role.STORE_MANAGER, code)


async def sign_in(client: Client, role: Role, store: str = "") -> str:
    """An access token of one of the demo's people."""
    person = accounts(role, store)[0]
    _, tokens = await client.ask("POST", "/api/v1/auth/token", {"email": person.email, "password": PASSWORD})
    token: str = tokens["access"]
    return token
