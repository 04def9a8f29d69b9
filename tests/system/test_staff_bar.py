"""Whoever works for a store finds in the bar what they find on the start page."""

import re

from django.template.loader import render_to_string

from dominos.kernel.auth import Role
from dominos.kernel.edge.start_page import links

OF_NO_STORE = {"/design/"}
WORKING = {Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.AGENT, Role.ADMIN}


def test_the_bar_has_every_page_of_the_staff_for_the_same_roles():
    """It is written down, since an app's own process does not know the pages of others."""
    bar = dict(re.findall(r'<a href="([^"]+)" data-roles="([^"]+)"', render_to_string("kernel/staff.html")))
    working = [link for link in links() if link.roles and set(link.roles) <= WORKING]
    wanted = {link.path: set(link.roles) for link in working if link.path not in OF_NO_STORE}
    assert {path: {Role(role) for role in roles.split()} for path, roles in bar.items()} == wanted
