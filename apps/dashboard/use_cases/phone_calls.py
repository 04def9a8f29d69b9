"""Has the desk whose extension rings show who calls. Nothing of a call is stored."""

from uuid import UUID

from django.core.cache import cache

from apps.dashboard.domain.phone_calls import TOLERANCE, RingingCall
from apps.dashboard.queries.answers import DeskTakenFrame, RingingCallFrame
from dominos.kernel.audit import looked_at
from dominos.kernel.edge.answers import json_values
from dominos.kernel.sockets.pushes import push
from dominos.kernel.telephone_signing import Sent


def calls_group(extension: str) -> str:
    """The Channels group of whoever answers at an extension."""
    return f"calls.{extension}"


def ring(call: RingingCall) -> None:
    """Tells the pages that are open for the extension."""
    push(calls_group(call.extension), json_values(RingingCallFrame(phone=call.number)))


def is_first(sent: Sent) -> bool:
    """Whether this very report was not heard before, as long as it is recent."""
    return bool(cache.add(f"phone-call:{sent.signature}", True, 2 * TOLERANCE.total_seconds()))


def take_desk(extension: str, *, desk: UUID, agent_id: UUID | None) -> None:
    """An extension rings at one `desk`: who had it is told, and the audit trail says who took it.

    Nobody so hears the calls of another one's desk and is not noticed.
    """
    looked_at("desk_taken", by=agent_id, app="dashboard", extension=extension)
    push(calls_group(extension), json_values(DeskTakenFrame(desk=desk)))
