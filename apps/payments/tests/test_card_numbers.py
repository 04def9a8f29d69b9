from uuid import UUID

from apps.payments.rest.card_numbers import looks_like_card_number


def test_an_id_whose_digits_happen_to_pass_the_check_is_no_card():
    unlucky = UUID("01a202cc-c2c5-7090-8461-1796803c4111")
    assert looks_like_card_number("5709 0846 1179 6803")
    assert not looks_like_card_number(str(unlucky))
    assert looks_like_card_number(f"{unlucky} 4242-4242-4242-4242")
