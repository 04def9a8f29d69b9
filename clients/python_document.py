"""The API's document as the generator for Python is given it: what it makes of it is small, and an answer has one type.

Any refusal is a `Problem`: a class for each of each operation would be four thousand modules, which take six seconds to
import. Left out are conditional requests (a matter of caches) and what partners' webhooks tell.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dominos.kernel.edge.app_document import operations, without_unused
from dominos.kernel.edge.problem_schema import CONTENT_TYPE, PROBLEM_REF

REFUSED = {"description": "Refused.", "content": {CONTENT_TYPE: {"schema": PROBLEM_REF}}}


def for_generator(document: dict[str, Any]) -> dict[str, Any]:
    """The document with one schema of refusals, and no other that nothing refers to."""
    for *_, operation in operations(document):
        found = operation["responses"].items()
        operation["responses"] = {
            status: answer if status < "300" else REFUSED for status, answer in found if status != "304"
        }
        operation["parameters"] = [
            each for each in operation.get("parameters", ()) if each.get("name") != "If-None-Match"
        ]
    return without_unused({**document, "webhooks": {}})


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(json.dumps(for_generator(yaml.load(source.read_text(), yaml.CSafeLoader))))
