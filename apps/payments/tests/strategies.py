"""Sales and movements of money for property tests."""

from hypothesis import strategies as st

from apps.orders.contract.types import Amounts

CENTS = st.integers(0, 50_000)


@st.composite
def sales(draw):
    """The amounts of an order, its tax included in prices, or added, or some of each."""
    food, fee, tip = draw(CENTS), draw(CENTS), draw(CENTS)
    discount = draw(st.integers(0, food))
    taxed = food - discount + fee
    included, added = draw(st.integers(0, taxed // 4)), draw(st.integers(0, taxed // 4))
    total = taxed + added + tip
    return Amounts(
        food=food,
        discount=discount,
        delivery_fee=fee,
        tax=included + added,
        tax_added=added,
        tip=tip,
        total=total,
    )


@st.composite
def moves(draw):
    """A sale, how much of it is captured, and the refunded sum after each refund, repetitions included."""
    amounts = draw(sales().filter(lambda sold: sold.total))
    captured = draw(st.integers(1, amounts.total) | st.just(amounts.total))
    sums = draw(st.lists(st.integers(0, captured), max_size=6))
    return amounts, captured, [*sums, *sums[:1]]
