"""Where every sentence has all its translations. What is for people who work here may still be in English."""

import re

ENGLISH = re.compile(
    r"""^(?:
    dashboard/ | delivery/
    | shop/static/shop/(?:builder_facts|start|where_deliver)\.js | shop/templates/shop/manifest
    | geo/static/geo/(?:zone_editor|map)
    | menu/templates/ | notifications/templates/notifications/mailbox
    | orders/static/orders/(?:alarm|attention|bumps|endings|make_line|prints|screens|tickets)
    | orders/templates/(?:admin|orders/make_line)
    | payments/templates/payments/test_gateway
    | users/templates/users/admin
    )""",
    re.VERBOSE,
)
"""Files whose words are not translated yet, by their path from the folder of their app on."""
AS_IT_IS = frozenset({"Dominos", "E-mail", "SMS"})
"""Words that are the same in every language."""


def is_complete(path: str) -> bool:
    """Whether nothing may be missing there."""
    return ENGLISH.search(path) is None
