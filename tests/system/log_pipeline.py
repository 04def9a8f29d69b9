"""What `monitoring/vector.yaml` makes of lines, by Vector's own language."""

import json

import yaml
from vector_vrl import execute_vrl

from dominos.apps_enabled import ROOT

CONFIGURATION = yaml.safe_load((ROOT / "monitoring" / "vector.yaml").read_text())


def shipped(lines, **pod_labels):
    """What is sent to Loki of the lines of a pod: its labels, what ties it to others, and the line."""
    taken = {"kubernetes": {"pod_labels": pod_labels}}
    events = [json.dumps(taken | {"message": line}) for line in lines]
    for told in execute_vrl(CONFIGURATION["transforms"]["lines"]["source"], events):
        assert "error" not in told, told
        yield told["timestamp"], *(json.loads(told[part]) for part in ("labels", "ties", "line"))
