"""Reports of errors to Sentry: where the code failed, and nothing of what it was given."""

from typing import Any

from dominos.kernel.telemetry.logging import scrubbed

NOTHING = {"mode": "off"}


def start(dsn: str, *, environment: str, release: str, **more: Any) -> None:
    """Reports errors to `dsn` from now on.

    Bodies, query strings, cookies and the values of variables are left out: they hold names, addresses, telephone
    numbers and, from old clients, numbers of cards. Paths and messages are scrubbed as lines of the log are: a path may
    be the link that opens something.
    """
    import sentry_sdk

    collected: Any = {
        "user_info": False,
        "cookies": NOTHING,
        "http_headers": {"request": NOTHING},
        "http_bodies": [],
        "url_query_params": NOTHING,
        "database_query_data": False,
        "queues": False,
        "stack_frame_variables": False,
    }
    sentry_sdk.init(
        dsn,
        environment=environment,
        release=release,
        max_request_body_size="never",
        data_collection=collected,
        before_send=_scrubbed,
        before_breadcrumb=_scrubbed,
        **more,
    )


def _scrubbed(told: Any, _: Any) -> Any:
    return scrubbed(told)
