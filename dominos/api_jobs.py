"""What people do with the API: the jobs by which its document groups operations, in their order."""

import re
from dataclasses import dataclass
from typing import Any

from dominos.kernel.edge.app_document import APP, operations

_VERSION = re.compile(r"^/api/v\d+")
_PARAMETER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Job:
    """Paths below `/api/v1` or later, parameters as `*`; one that ends with `/**` has all that is below too."""

    name: str
    description: str
    paths: tuple[str, ...]

    def has(self, path: str) -> bool:
        """Whether a path of the document is one of the job's."""
        wanted = _PARAMETER.sub("*", _VERSION.sub("", path))
        return any(
            wanted == each or (each.endswith("/**") and f"{wanted}/".startswith(each.removesuffix("**")))
            for each in self.paths
        )


def _paths(below: str, names: str) -> tuple[str, ...]:
    return tuple(f"{below}/{name}" for name in names.split())


JOBS = (
    Job(
        "Sign in",
        "Tokens for people and guests: by password, code, passkey or an account elsewhere; proved telephones.",
        _paths(
            "/auth", "token/** guest/** code passkey providers/** logout step-up/** phone-code phone-proof"
        ),
    ),
    Job(
        "Have an account",
        "Registering, getting at it again, profile, addresses, sessions, what is known of one, leaving.",
        (
            *_paths("/auth", "register resend-verification verify-email forgotten-password reset-password"),
            *_paths("/auth", "confirm-email undo-email"),
            "/users/me",
            *_paths(
                "/users/me", "addresses/** close email exports/** identities/** marketing-consent password"
            ),
            *_paths("/users/me", "phones/** recovery-codes second-factors/** sessions/**"),
        ),
    ),
    Job(
        "Find a store",
        "Addresses and the map, which store delivers or is near, when it is open, what its customers say.",
        ("/geo/**", "/stores", "/stores/*", *_paths("/stores/*", "slots ratings reviews")),
    ),
    Job(
        "Choose from the menu",
        "A store's menu, nutrition, pictures, a basket that is checked and priced, and what goes with it.",
        (*_paths("/stores/*/menu", "basket nutrition suggestions"), "/stores/*/menu", "/menu/pictures/*"),
    ),
    Job(
        "Order",
        "A basket becomes a quote, a quote an order; again, together, or changed; and points for rewards.",
        (
            "/orders",
            *("/points/**", "/groups/**", "/favourites/**"),
            *_paths("/orders", "price validate * */reorder */revisions"),
        ),
    ),
    Job(
        "Pay",
        "Cards, cash, gift cards and store credit.",
        (
            "/payments",
            *_paths(
                "/payments",
                "* */confirm card-entry methods/** parts/** tips/** credit credit/open gift-cards/**",
            ),
        ),
    ),
    Job(
        "Follow an order",
        "By the order or its tracking link: where it is, what may still be decided, and paying late.",
        (
            "/track/*",
            *_paths(
                "/track/*", "calls cancellation check-in details drop-photo messages/** offers/** payments/**"
            ),
            *_paths("/orders/*", "check-in details drop-photo"),
            "/deliveries/*/choice",
        ),
    ),
    Job(
        "After the order",
        "Reviews, complaints, invoices and credit notes.",
        (
            *_paths("/track/*", "complaint invoice review/**"),
            *_paths("/orders/*", "complaint invoice invoice.pdf credit-notes review/**"),
            *_paths("/payments", "invoices/** credit-notes/*"),
            "/payments/credit-notes/*.pdf",
            "/reviews",
            "/reviews/*/photo",
        ),
    ),
    Job("Be told", "News in the app, settings of them, and pushes to a browser.", ("/notifications/**",)),
    Job(
        "Make orders in a store",
        "The make line, orders at the counter and by telephone, printing, and what to do about an order.",
        (
            *_paths("/stores/*", "make-line/** callers printers/** taken-orders typed-quotes"),
            *_paths("/orders", "attention search"),
            *_paths("/orders/*", "actions/* history prints slips/* settlement/*"),
        ),
    ),
    Job(
        "Deliver",
        "Couriers, their papers and ratings, deliveries, who brings what, and what other companies' couriers do.",
        (
            "/couriers/**",
            "/deliveries",
            *_paths("/deliveries/*", "actions/* calls messages photo providers"),
            "/deliveries/*",
            "/stores/*/couriers",
            "/delivery-providers/*/events",
        ),
    ),
    Job(
        "Run a store",
        "Hours, pauses, rules, what is sold out, stock, drafts and publications of menus, the people, figures.",
        (
            *_paths("/stores/*", "availability calendar settings staff/** roster/** timesheet timesheet.csv"),
            "/stores/*/time-entries/**",
            *_paths("/users/me", "shifts clock-in clock-out"),
            *_paths(
                "/stores/*/menu",
                "catalogue changes/** draft outages/** planned-publications publications stock/**",
            ),
            *("/dashboard/**", "/users/me/employments/**", "/auth/accept-invitation"),
        ),
    ),
    Job(
        "Look after the money",
        "Refunds and who approves them, cash of couriers, day reports, disputes, what gateways report.",
        (
            "/orders/*/refunds",
            *_paths(
                "/payments",
                "refunds/** cash-balance cash-counts/** owed-cash/** day-reports disputes webhooks/*"
                " courier-statements partners/** payout royalties",
            ),
            "/payments/day-reports/*.pdf",
            "/payments/day-reports/*.csv",
        ),
    ),
    Job(
        "Answer customers",
        "Deciding about complaints; moderating reviews and replying to them.",
        ("/complaints/**", "/stores/*/reviews/moderation", "/reviews/*/actions/*", "/reviews/*/reply"),
    ),
    Job(
        "Connect a program", "Keys of partners, their tokens, webhooks and what these say.", ("/partners/**",)
    ),
)
WEBHOOKS = JOBS[-1]
"""What partners are told belongs to the job that asks for it."""


def job_of(path: str) -> Job:
    """The one job of a path. ValueError where none or several have it."""
    found = [job for job in JOBS if job.has(path)]
    if len(found) != 1:
        raise ValueError(
            f"{path} is in {[job.name for job in found]}: it needs one job of dominos/api_jobs.py"
        )
    return found[0]


def group_by_job(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook: the tag of an operation is its job; whose it is stays as `x-app`."""
    for path, _method, operation in operations(result):
        _tag(operation, job_of(path))
    for item in result.get("webhooks", {}).values():
        for operation in item.values():
            _tag(operation, WEBHOOKS)
    result["tags"] = [{"name": job.name, "description": job.description} for job in JOBS]
    return result


def _tag(operation: dict[str, Any], job: Job) -> None:
    operation[APP] = operation["tags"][0]
    operation["tags"] = [job.name]
