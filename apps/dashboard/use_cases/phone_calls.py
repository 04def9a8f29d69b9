"""Has the desk whose extension rings show who calls. Nothing of a call is stored."""

from apps.dashboard.domain.phone_calls import RingingCall
from apps.dashboard.queries.answers import RingingCallFrame
from dominos.kernel.edge.answers import json_values
from dominos.kernel.sockets.pushes import push


def calls_group(extension: str) -> str:
    """The Channels group of whoever answers at an extension."""
    return f"calls.{extension}"


def ring(call: RingingCall) -> None:
    """Tells the pages that are open for the extension."""
    push(calls_group(call.extension), json_values(RingingCallFrame(phone=call.number)))
