"""Examples that are understood by the demo city and cannot succeed there, and why."""

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, ...]] = {
    "names what a mail or an SMS alone tells": (
        *("confirm_email_change", "prove_phone", "sign_in_with_code", "undo_email_change", "verify_email"),
        *("payments_open_credit", "payments_linked_invoice", "payments_linked_invoice_pdf"),
        "payments_linked_credit_note_pdf",
    ),
    "needs an authenticator app or a passkey of the person": (
        *("request_step_up", "step_up", "sign_in_with_passkey", "sign_in_with_second_factor"),
        *("renew_recovery_codes", "set_up_second_factor", "remove_second_factor"),
    ),
    "needs another company, of which none is set up": (
        *("request_provider", "sign_in_with_provider", "unlink_identity", "request_link", "link_identity"),
        "hire_provider",
    ),
    "answers what the store has offered because something has run out": (
        *("cancel_what_cannot_be_made", "price_without_what_is_missing", "take_without_what_is_missing"),
    ),
    "needs somebody who is clocked in": ("clock_out",),
    "is signed by who sends it": ("payments_webhook", "take_provider_event"),
    "is about a courier who is on the road": (
        *("put_delivery_photo", "get_drop_photo", "get_tracked_drop_photo", "payments_count_cash"),
        *("decide_courier_document", "write_to_courier", "read_messages_by_link"),
        *("call_courier", "call_customer"),
    ),
    "needs an order that a courier of ours has brought": ("payments_tip", "payments_confirm_tip"),
    "is about money of which something went wrong": ("settle_order", "payments_retry_refund"),
    "needs an order of a partner that was collected": ("payments_book_partner_payout",),
    "is decided by the market's rules alone": ("decide_complaint",),
    "needs a group order that is split into parts": (
        *("split_group_order", "payments_parts", "payments_pay_part", "payments_confirm_part"),
        "payments_take_over",
    ),
    "needs what a bank has asked somebody first": ("payments_confirm_gift", "payments_confirm_by_link"),
    "is read by the name that another answer gives": ("geo_map_tile", "get_menu_picture"),
}
ONLY_UNDERSTOOD: Mapping[str, str] = {name: why for why, names in REASONS.items() for name in names}
"""By operation, why it does not succeed."""
