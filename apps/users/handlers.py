"""Handlers of messages."""

from apps.delivery.contract.events import ShiftEnded
from apps.stores.contract.events import StoreSaved
from apps.users.contract.commands import AnswerByMail, ConfirmForgotten, RevokePartner
from apps.users.credentials.revocations import revoke
from apps.users.use_cases import account_closure, mailbox_requests, people, time_clock
from dominos.kernel.messaging.bus import on


@on(ConfirmForgotten)
def on_confirm_forgotten(command: ConfirmForgotten) -> None:
    account_closure.confirm(command.user_id, command.app)


@on(AnswerByMail)
def on_answer_by_mail(command: AnswerByMail) -> None:
    mailbox_requests.answer(command)


@on(RevokePartner)
def on_revoke_partner(command: RevokePartner) -> None:
    revoke([command.key_id])


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    people.name_store(event.store_id, f"{event.code} {event.name}", event.timezone, event.day_starts_at)


@on(ShiftEnded)
def on_shift_ended(event: ShiftEnded) -> None:
    time_clock.record_shift(event)
