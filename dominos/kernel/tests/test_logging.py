"""The line of each request is a line like any other, and no line tells what opens something."""

import json
import subprocess
import sys
from datetime import datetime

import pytest
from django.core.signing import Signer

from dominos.kernel.telemetry.logging import scrubbed

PROGRAM = """
import logging, structlog
from dominos.kernel.telemetry.context import new_trace, traced
from dominos.kernel.telemetry.logging import configure, write_line

fields = {"route": "orders/<uuid:order_id>", "status": 200, "ms": 1.5}
configure(json=True, level="INFO")
trace = new_trace()
with traced(trace):
    structlog.get_logger("dominos.probe").info("request", **fields)
write_line("request", "dominos.probe", {**fields, "request_id": str(trace.correlation_id)})
logging.getLogger("dominos.probe").setLevel("WARNING")
write_line("not written", "dominos.probe", fields)
"""


def test_a_quick_line_is_as_one_of_the_pipeline_and_of_the_same_level():
    told = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stderr
    piped, quick = map(json.loads, told.splitlines())
    for line in (piped, quick):
        assert datetime.fromisoformat(line.pop("timestamp")).tzinfo
    assert piped == quick
    assert quick["status"] == 200


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0." + "Zm9v" * 85
LINK = Signer(sep=".", salt="orders.track").sign("AZoiWhMDcnKzhiSscuTfoQ")
ID = "019a1f00-0000-7000-8000-000000000001"


@pytest.mark.parametrize("secret", [JWT, LINK, LINK.replace(".", "%3A"), f"YQ{LINK}", "ada@example.com"])
def test_a_token_is_masked_wherever_it_stands_and_what_is_none_is_not(secret):
    line = {"event": f"Not Found: /track/{secret}/", "order": ID, "nested": {"paths": [f"/a/{secret}"]}}
    told = scrubbed(line)
    assert secret not in json.dumps(told) and told["order"] == ID
    kept = f"apps.orders.lifecycle.effects: order {ID}, sha {'a' * 64}, in 21.5 ms"
    assert scrubbed(kept) == kept
