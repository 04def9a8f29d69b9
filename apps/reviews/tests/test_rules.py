"""The rules: what counts for whom, what it adds up to, what is stored and held back."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reviews.domain.aggregates import (
    FORGOTTEN_AFTER,
    FULL,
    HALF_LIFE,
    PRIORS,
    Figures,
    WeekSum,
    figures,
    monday_of,
    weight,
)
from apps.reviews.domain.lateness_cause import EXCUSED, HandOver, Lateness, counts, lateness_of
from apps.reviews.domain.moderation import RULES, Action, HeldFor, ReviewState, roles_for
from apps.reviews.domain.subjects import BLAME, PRAISE, Rated, Subject, tags_of
from apps.reviews.domain.texts import LINK_REMOVED, MAX_LINES, MAX_TEXT_CHARS, cleaned
from apps.reviews.filters.words import WordList
from dominos.kernel.auth import Role

ROOT = Path(__file__).parents[3]
PROMISED = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def minutes(after):
    return PROMISED + timedelta(minutes=after)


def brought(left, came, **changes):
    times = {"left_at": minutes(left), "arrived_at": minutes(came), "completed_at": minutes(came + 2)}
    return HandOver(**{"promised_to": PROMISED, "planned_road_seconds": 600, **times, **changes})


@pytest.mark.parametrize(
    ("order", "lateness"),
    [
        (brought(-20, -10), Lateness.NONE),
        (brought(-10, 0), Lateness.NONE),
        (brought(-10, -1, completed_at=minutes(8)), Lateness.NONE),
        (brought(-10, 5), Lateness.ON_ROAD),
        (brought(-9, 5), Lateness.BEFORE_PICKUP),
        (brought(5, 16), Lateness.BEFORE_PICKUP),
        (brought(-9, 40), Lateness.BEFORE_PICKUP),
        (brought(-10, 5, planned_road_seconds=None), Lateness.BEFORE_PICKUP),
        (brought(-10, 5, left_at=None), Lateness.BEFORE_PICKUP),
        (brought(-10, 5, arrived_at=None), Lateness.ON_ROAD),
        (HandOver(completed_at=minutes(9)), Lateness.NONE),
        (
            HandOver(completed_at=minutes(30), ready_at=minutes(-1), promised_to=PROMISED, is_brought=False),
            Lateness.NONE,
        ),
        (
            HandOver(completed_at=minutes(30), ready_at=minutes(9), promised_to=PROMISED, is_brought=False),
            Lateness.BEFORE_PICKUP,
        ),
    ],
)
def test_lateness_is_of_the_road_only_where_the_plan_would_have_been_in_time(order, lateness):
    assert lateness_of(order) == lateness


def test_every_excuse_is_of_a_tag_that_blames():
    for (subject, lateness), tags in EXCUSED.items():
        assert lateness is not Lateness.NONE
        assert tags <= set(BLAME[subject])
    assert not set.intersection(*(set(PRAISE[s]) & set(BLAME[s]) for s in Subject))


@pytest.mark.parametrize(
    ("subject", "lateness", "stars", "tags", "is_counted"),
    [
        (Subject.COURIER, Lateness.BEFORE_PICKUP, 1, (), False),
        (Subject.COURIER, Lateness.BEFORE_PICKUP, 1, ("late",), False),
        (Subject.COURIER, Lateness.BEFORE_PICKUP, 4, ("friendly", "late"), False),
        (Subject.COURIER, Lateness.BEFORE_PICKUP, 5, (), True),
        (Subject.COURIER, Lateness.BEFORE_PICKUP, 1, ("late", "unfriendly"), True),
        (Subject.COURIER, Lateness.ON_ROAD, 1, ("late",), True),
        (Subject.COURIER, Lateness.NONE, 1, ("late",), True),
        (Subject.PRODUCT, Lateness.BEFORE_PICKUP, 2, ("cold",), False),
        (Subject.PRODUCT, Lateness.ON_ROAD, 2, ("cold",), False),
        (Subject.PRODUCT, Lateness.ON_ROAD, 2, (), False),
        (Subject.PRODUCT, Lateness.ON_ROAD, 2, ("cold", "burnt"), True),
        (Subject.PRODUCT, Lateness.NONE, 2, ("cold",), True),
        (Subject.ORDER, Lateness.BEFORE_PICKUP, 1, ("late",), True),
        (Subject.ORDER, Lateness.ON_ROAD, 1, (), True),
    ],
)
def test_what_counts_for_whom(subject, lateness, stars, tags, is_counted):
    assert counts(subject, Rated(stars, tags), lateness) is is_counted


def test_lateness_before_the_pick_up_never_lowers_a_courier():
    """Whatever is said with no other blame than lateness, with whichever praise."""
    praised = [(), *((tag,) for tag in PRAISE[Subject.COURIER])]
    week = monday_of(PROMISED.date())
    for stars, praise, blame in product(range(1, 6), praised, [(), ("late",)]):
        rated = Rated.of(stars, praise + blame)
        before = [WeekSum(week, 45, 10)]
        if counts(Subject.COURIER, rated, Lateness.BEFORE_PICKUP):
            after = [*before, WeekSum(week, rated.stars, 1)]
            lowest = figures(Subject.COURIER, before, week).mean_hundredths
            assert figures(Subject.COURIER, after, week).mean_hundredths >= lowest


def _exact(subject, sums, today):
    """The same figures in fractions, straight from the definition."""
    prior = PRIORS[subject]
    over, total = Fraction(prior.weight), Fraction(prior.mean_hundredths * prior.weight)
    for week in sums:
        weighs = Fraction(weight((monday_of(today) - week.monday).days // 7), FULL)
        over, total = over + weighs * week.count, total + 100 * weighs * week.stars
    mean = total / over
    return int(mean + Fraction(1, 2)) if sum(week.count for week in sums) else 0


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 5)), min_size=1, max_size=40))
def test_figures_are_exact_and_between_the_least_and_the_most(ratings):
    today = date(2026, 11, 29)
    sums = [WeekSum(monday_of(today) - timedelta(weeks=age), stars, 1) for age, stars in ratings]
    found = figures(Subject.ORDER, sums, today)
    assert found == Figures(_exact(Subject.ORDER, sums, today), len(ratings))
    assert 100 <= found.mean_hundredths <= 500
    assert found == figures(Subject.ORDER, list(reversed(sums)), today)


def test_a_rating_fades_by_half_lives():
    assert weight(0) == FULL
    assert [weight(HALF_LIFE * n) for n in (1, 2, 3)] == [FULL // 2, FULL // 4, FULL // 8]
    assert all(weight(n) >= weight(n + 1) for n in range(FORGOTTEN_AFTER + 10))
    assert abs(weight(6) / FULL - 2 ** (-6 / HALF_LIFE)) < 1 / FULL
    assert weight(FORGOTTEN_AFTER - 1) == 0 or weight(FORGOTTEN_AFTER - HALF_LIFE) > 0
    assert weight(FORGOTTEN_AFTER) == 0


def test_few_ratings_hardly_move_what_is_usual():
    today = date(2026, 11, 29)
    one = figures(Subject.PRODUCT, [WeekSum(monday_of(today), 1, 1)], today)
    assert one == Figures(350, 1)
    assert figures(Subject.PRODUCT, [], today) == Figures(0, 0)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Good.  ", "Good."),
        ("Hot\r\nand\u2028quick", "Hot\nand\nquick"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("see https://evil.example/x?y now", f"see {LINK_REMOVED} now"),
        ("see www.pizza.example", f"see {LINK_REMOVED}"),
        ("cheap-pizza.com/free", LINK_REMOVED),
        ("was 2.5 stars, e.g. good.Then", "was 2.5 stars, e.g. good.Then"),
        ("abc\u202edcba\u2066\u200f\ufeff", "abcdcba"),
        ("hea\u0301vy", "heávy"),
        ("z" + "\u0336" * 40, "z" + "\u0336" * 3),
        ("👩\u200d🍳 \x00\x07ok", "👩\u200d🍳 ok"),
        (
            "\n".join(str(n) for n in range(30)),
            "\n".join(map(str, range(19))) + "\n" + " ".join(map(str, range(19, 30))),
        ),
    ],
)
def test_texts_are_stored_readable(typed, stored):
    assert cleaned(typed) == stored
    assert cleaned(stored) == stored


@given(st.text(max_size=300))
def test_a_stored_text_is_bounded_and_stays_as_it_is(typed):
    stored = cleaned(typed * 10)
    assert len(stored) <= MAX_TEXT_CHARS and stored.count("\n") < MAX_LINES
    assert cleaned(stored) == stored


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Terrible, disgusting, never again!", set()),
        ("Scunthorpe's shiitake and cocktails", set()),
        ("This is SHIT", {HeldFor.ABUSE}),
        ("what a fuuuuck1ng joke", {HeldFor.ABUSE}),
        ("täysin paskaa", {HeldFor.ABUSE}),
        ("Jävla bra", {HeldFor.ABUSE}),
        ("sh\u200bit", {HeldFor.ABUSE}),
        ("call me +358 40 1234567", {HeldFor.CONTACT}),
        ("mail bob@pizza.example", {HeldFor.CONTACT}),
        ("better at https://other.example", {HeldFor.LINK}),
        ("WORST PIZZA I HAVE EVER HAD", {HeldFor.SHOUTING}),
        ("SO GOOD!!!", set()),
        ("Order 2026-11-20#1 came at 18:45, 29.47 EUR", set()),
        ("", set()),
    ],
)
def test_the_built_in_filter(text, reasons):
    assert WordList().judge(text) == reasons


def test_the_tracker_offers_the_tags_there_are():
    source = (ROOT / "apps/orders/static/orders/rating_tags.js").read_text()
    offered = re.search(r"export const TAGS = (\{.*?\});", source, re.DOTALL).group(1)
    tags = {
        name: re.findall(r'"(\w+)"', row) for name, row in re.findall(r"(\w+): \[(.*?)\]", offered, re.DOTALL)
    }
    assert tags == {subject.value: list(tags_of(subject)) for subject in Subject}


def test_who_may_do_what_with_reviews():
    assert roles_for(Action.HIDE) == {Role.SUPPORT, Role.ADMIN}
    assert roles_for(Action.REPLY) == {Role.SUPPORT, Role.ADMIN, Role.STORE_MANAGER}
    assert (Action.REPLY, ReviewState.HIDDEN) not in RULES
    assert all(tag.isidentifier() for subject in Subject for tag in tags_of(subject))
