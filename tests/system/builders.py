"""Values that tests of the whole platform share."""

import re

from dominos.kernel.ids import new_id

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
"""A parameter of a route: its kind and its name."""
SAMPLES = {"uuid": lambda: str(new_id()), "int": lambda: "1"}

ADDRESS = {
    "street": "Bulevardi",
    "house_number": "7",
    "postcode": "00120",
    "city": "Helsinki",
    "lat": 60.16466,
    "lon": 24.93837,
}


def url_of(route: str) -> str:
    """The route with arbitrary parameters, which name nothing."""
    return "/" + PARAMETER.sub(lambda found: SAMPLES.get(found[1], lambda: "unknown")(), route)
