"""Addresses of things that belong to somebody else."""

from urllib.parse import quote

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def foreign_urls():
    store = new_id()
    return [
        ("get", f"/api/v1/dashboard/board?store={store}"),
        ("get", f"/api/v1/dashboard/board/past?store={store}&at={quote(now().isoformat())}"),
        ("get", f"/api/v1/dashboard/map?store={store}"),
        ("get", f"/api/v1/dashboard/sales?first=2026-01-01&last=2026-01-02&store={store}"),
        *(
            ("get", f"/api/v1/dashboard/reports/sales{form}?first=2026-01-01&last=2026-01-02&store={store}")
            for form in ("", "/csv", "/pdf")
        ),
    ]
