"""Aggregated ratings."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from apps.reviews.contract.types import Rating
from apps.reviews.domain.aggregates import Figures, WeekSum, figures
from apps.reviews.domain.lateness_cause import counts
from apps.reviews.domain.moderation import ReviewState
from apps.reviews.domain.subjects import Rated, Subject
from apps.reviews.models import RatingWeek, Review
from apps.reviews.queries.answers import CourierRatingAnswer, RatingAnswer, StoreRatingsAnswer
from apps.users.contract.service import UsersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.ttl_cache import TtlCache

LATEST = 100
remembered = TtlCache[UUID, StoreRatingsAnswer](seconds=30)


def get_store_ratings(store_id: UUID) -> StoreRatingsAnswer:
    """The ratings of the store and its products, cached for up to half a minute."""
    return remembered.get_or_read(store_id, lambda: _read_store(store_id))


def _read_store(store_id: UUID) -> StoreRatingsAnswer:
    sums = RatingWeek.objects.filter(store_id=store_id, subject__in=(Subject.ORDER, Subject.PRODUCT))
    found = _figures(sums, by="key")
    store = found.pop((Subject.ORDER, ""), Figures(0, 0))
    products = {str(code): RatingAnswer.of(each) for (_, code), each in sorted(found.items()) if each.count}
    return StoreRatingsAnswer(store_id=store_id, store=RatingAnswer.of(store), products=products)


def list_ratings(store_ids: Iterable[UUID]) -> list[Rating]:
    """The ratings by store; stores without ratings are left out."""
    sums = RatingWeek.objects.filter(store_id__in=list(store_ids), subject=Subject.ORDER)
    found = _figures(sums, by="store_id")
    return [
        Rating(store_id=store_id, mean_hundredths=each.mean_hundredths, count=each.count)
        for (_, store_id), each in found.items()
        if isinstance(store_id, UUID) and each.count
    ]


def get_courier_rating(principal: Principal, courier_id: UUID) -> CourierRatingAnswer:
    """A courier's rating, for the courier, the managers of their stores and the chain; NotFound for others."""
    if not _may_see_courier(principal, courier_id):
        raise NotFound("There is no such courier.")
    key = str(courier_id)
    sums = RatingWeek.objects.filter(subject=Subject.COURIER, key=key)
    each = _figures(sums, by="key").get((Subject.COURIER, key), Figures(0, 0))
    return CourierRatingAnswer(
        courier_id=courier_id,
        mean_hundredths=each.mean_hundredths,
        count=each.count,
        tags=_latest_tags(courier_id),
    )


def _may_see_courier(principal: Principal, courier_id: UUID) -> bool:
    if principal.is_any(Role.COURIER) and principal.id == courier_id:
        return True
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return True
    stores = service(UsersService).get_stores(user_id=courier_id).store_ids
    return any(map(principal.manages, stores))


def _latest_tags(courier_id: UUID) -> dict[str, int]:
    rows = Review.objects.filter(courier_id=courier_id).exclude(state=ReviewState.HIDDEN).order_by("-id")
    chosen: Counter[str] = Counter()
    for review in rows[:LATEST]:
        rated = Rated.of(review.courier_stars or 0, review.courier_tags)
        if counts(Subject.COURIER, rated, review.is_late):
            chosen.update(rated.tags)
    return dict(sorted(chosen.items()))


def _figures(sums: Iterable[RatingWeek], by: str) -> dict[tuple[Subject, str | UUID], Figures]:
    """The figures of each subject and what `by` tells apart of it."""
    weeks: dict[tuple[Subject, str | UUID], list[WeekSum]] = defaultdict(list)
    for row in sums:
        weeks[Subject(row.subject), getattr(row, by)].append(WeekSum(row.week, row.stars, row.count))
    today = now().date()
    return {name: figures(name[0], found, today) for name, found in weeks.items()}
