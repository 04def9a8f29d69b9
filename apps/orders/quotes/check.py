"""Checks whether a request can be ordered, and if not, what to correct: no prices, no promise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, Correction, LineCheck
from apps.orders.contract.errors import BelowMinimum
from apps.orders.contract.quotes import QuoteRequest, RequestProblem
from apps.orders.domain.fees import small_order_fee
from apps.orders.domain.sold_lines import line_body
from apps.orders.queries.sale_answers import RequestedLineAnswer
from apps.orders.quotes.destinations import Destination, destination_of, menu_context
from apps.orders.quotes.requests import refuse_lost_tip
from apps.orders.quotes.timing import check_time_of
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Store
from dominos.kernel.auth import Principal
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service


class BasketProblemAnswer(Answer):
    """A problem of the basket as a whole."""

    code: str
    detail: str


class ValidatedLineAnswer(Answer):
    """A requested line; `corrected` is its number among the corrected lines."""

    number: int
    is_ok: bool
    status_codes: list[str]
    corrections: tuple[Correction, ...]
    corrected: int | None


class CheckAnswer(Answer):
    """Whether a basket can be ordered, line by line, and the corrected basket."""

    is_ok: bool
    store_id: UUID
    menu_version: str
    problems: list[BasketProblemAnswer]
    lines: list[ValidatedLineAnswer]
    corrected_lines: list[RequestedLineAnswer]
    deals: list[str]
    unused_deals: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCheck:
    """Menu's and stores' findings: every line, and problems of the request as a whole."""

    to: Destination
    basket: BasketCheck
    problems: tuple[DomainError, ...]

    def corrected_request(self, request: QuoteRequest) -> QuoteRequest:
        """The request with the corrected lines."""
        return replace(request, lines=list(self.basket.corrected))

    def numbers(self) -> dict[int, int]:
        """The numbers, from 1, of unchanged lines among the corrected ones."""
        return {
            line.number + 1: line.corrected + 1
            for line in self.basket.lines
            if line.is_ok and line.corrected is not None
        }

    def request_problems(self) -> list[RequestProblem]:
        """All problems, line by line, then of the request as a whole."""
        of_lines = [
            RequestProblem(code=fix.code, detail=fix.message, line=line.number + 1)
            for line in self.basket.lines
            for fix in line.corrections
        ]
        return of_lines + [RequestProblem(code=each.code, detail=each.detail) for each in self.problems]

    def answer(self) -> CheckAnswer:
        """The check as a response."""
        basket = self.basket.basket
        return CheckAnswer(
            is_ok=self.basket.is_ok and not self.problems,
            store_id=self.to.store_id,
            menu_version=self.basket.menu_version,
            problems=[BasketProblemAnswer.of(problem) for problem in self.problems],
            lines=[_checked_line(line) for line in self.basket.lines],
            corrected_lines=[RequestedLineAnswer.of(line_body(line)) for line in self.basket.corrected],
            deals=[deal.code for deal in basket.deals] if basket else [],
            unused_deals=dict(basket.unused_deals) if basket else {},
        )


def _checked_line(line: LineCheck) -> ValidatedLineAnswer:
    return ValidatedLineAnswer(
        number=line.number + 1,
        is_ok=line.is_ok,
        status_codes=list(dict.fromkeys(fix.code for fix in line.corrections)),
        corrections=line.corrections,
        corrected=None if line.corrected is None else line.corrected + 1,
    )


def check(request: QuoteRequest, caller: Principal) -> RequestCheck:
    """Checks every line. NotFound, NoMenu, OutOfZone and the like if there is no store to ask."""
    refuse_lost_tip(request.service, request.tip)
    to = destination_of(request, caller)
    store: Store = service(StoresService).get_store(store_id=to.store_id)
    basket: BasketCheck = service(MenuService).check_basket(
        store_id=store.id, lines=request.lines, **menu_context(request, to)
    )
    return RequestCheck(to=to, basket=basket, problems=tuple(_problems(request, to, store, basket)))


def _problems(
    request: QuoteRequest, to: Destination, store: Store, checked: BasketCheck
) -> Iterator[DomainError]:
    if (refusal := check_time_of(request, store.id)) is not None:
        yield refusal
    food = checked.basket.food if checked.basket is not None else 0
    minimum = max(store.minimum_order, to.zone.minimum_subtotal if to.zone else 0)
    try:
        small_order_fee(food, minimum, store.terms, currency=store.currency)
    except BelowMinimum as refusal:
        yield refusal
