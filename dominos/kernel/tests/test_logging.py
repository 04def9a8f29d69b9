"""The line of each request, which is written past the pipeline, is a line like any other."""

import json
import subprocess
import sys
from datetime import datetime

PROGRAM = """
import logging, structlog
from dominos.kernel.logging import configure, write_line

fields = {"route": "orders/<uuid:order_id>", "status": 200, "ms": 1.5}
configure(json=True, level="INFO")
structlog.get_logger("dominos.probe").info("request", **fields)
write_line("request", "dominos.probe", fields)
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
