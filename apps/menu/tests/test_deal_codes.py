"""Single-use codes: which deal one is of, however it is typed, and until when; and the deals that need one."""

from datetime import timedelta

import pytest

from apps.menu.contract.service import MenuService
from apps.menu.models import CodeBatch, Deal
from apps.menu.queries.deal_codes import codes_of
from apps.menu.store_menus.code_batches import make_codes
from apps.menu.store_menus.publications import publish_menu
from apps.menu.tests.builders.menus import build_line, make_store_with_menu
from dominos.kernel.clock import now
from dominos.kernel.services import service
from dominos.kernel.typed_codes import digest_of

pytestmark = pytest.mark.django_db(transaction=True)


def ask(store_id, *deals, **context):
    return service(MenuService).price_basket(
        store_id=store_id, lines=[build_line("14HT", quantity=2)], deals=deals, **context
    )


def batch_of(deal, number=2, **changes):
    batch = CodeBatch.objects.create(name="Flyer", deal=deal, number=number, **changes)
    make_codes(batch)
    return list(codes_of(batch.id))


def test_a_code_gives_its_deal_and_says_which_use_it_is():
    store_id = make_store_with_menu()
    first, second = batch_of("FRIEND")
    basket = ask(store_id, first.lower().replace("-", " "))
    assert [(deal.code, deal.coupon, deal.discount) for deal in basket.deals] == [
        ("FRIEND", digest_of(first), 700)
    ]
    assert basket.unused_deals == {}
    assert digest_of(first) != digest_of(second)


def test_what_a_code_cannot_give_is_said_by_what_was_typed():
    store_id = make_store_with_menu()
    code, other = batch_of("FRIEND")
    (old,) = batch_of("FRIEND", 1, ends_on=now().date() - timedelta(days=3))
    (elsewhere,) = batch_of("NOT-HERE", 1)
    assert ask(store_id, "FRIEND").unused_deals == {"FRIEND": "unknown_deal"}, "it needs a code"
    assert ask(store_id, old).unused_deals == {old: "expired"}
    assert ask(store_id, elsewhere).unused_deals == {elsewhere: "unknown_deal"}
    assert ask(store_id, "ABCD-EFGH-JKLM-NPQR").unused_deals == {"ABCD-EFGH-JKLM-NPQR": "unknown_deal"}
    assert ask(store_id, code, exhausted=("FRIEND",)).unused_deals == {code: "exhausted"}
    for codes in ((code, other), (other, code)):
        both = ask(store_id, *codes)
        assert [deal.coupon for deal in both.deals] == [digest_of(codes[-1])], "the last one typed counts"
        assert len(both.unused_deals) == 1, "of two codes of a deal one counts, and the other is not used up"


def test_a_reward_says_what_it_costs():
    store_id = make_store_with_menu()
    (reward,) = ask(store_id, "REWARD10").deals
    assert (reward.points, reward.discount, reward.coupon) == (250, 1000, "")
    assert ask(store_id).deals == ()
    assert Deal.objects.get(code="REWARD10").points == 250
    Deal.objects.filter(code="REWARD10").update(is_automatic=True)
    publish_menu(store_id)
    assert ask(store_id).deals == (), "nobody spends points unasked"
