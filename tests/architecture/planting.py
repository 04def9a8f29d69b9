"""Changes planted into a document, to see that they are noticed."""

from copy import deepcopy

GONE = object()
"""In place of a value: there is none any more."""


def planted(document, path, value):
    """A copy of the document with another value at this place."""
    copy = deepcopy(document)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy
