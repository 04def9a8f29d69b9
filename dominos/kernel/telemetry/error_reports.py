"""Reports errors to Sentry: where the code failed, without the data it handled."""

from typing import Any

from dominos.kernel.telemetry.logging import scrubbed

NOTHING = {"mode": "off"}


def start(dsn: str, *, environment: str, release: str, **more: Any) -> None:
    """Starts reporting errors to `dsn`.

    Bodies, query strings, cookies and values of variables are left out, since they contain names, addresses, telephone
    numbers and, from old clients, card numbers. Paths and messages are scrubbed like log lines: a path can be a secret
    link.
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
