"""Sends a code to a phone number or mailbox, so that people can prove it is theirs.

It goes to that number or mailbox and nowhere else. Once sent, it is stored nowhere.
"""

from datetime import datetime
from typing import Final

from domain.accounts.identity import Identity, IdentityKind
from domain.messages.notices import Channel, Lane, NoticeKind, Operation
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer

_BY: Final = {IdentityKind.PHONE: Channel.SMS, IdentityKind.EMAIL: Channel.MAIL}


async def send_code(
    writer: Writer,
    person_id: int,
    to: Identity,
    code: str,
    *,
    key: str,
    until: datetime,
    now: datetime,
) -> None:
    """Send a code to the number or mailbox, in this person's language, in the caller's transaction.

    key: unique; the same is sent once. until: when it expires (UTC); it is not sent after that. The
    caller makes sure that it may be sent, and to whom.
    """
    minutes = max(1, round((until - now).total_seconds() / 60))
    facts = {
        "to": to.value,
        "code": code,
        "minutes": minutes,
        "until": until.isoformat(),
    }
    message = OutboxMessage(
        key=f"{NoticeKind.CODE}:{key}",
        recipient_id=person_id,
        kind=NoticeKind.CODE,
        facts=facts,
        lane=Lane.INTERACTIVE,
        due_at=now,
        channel=_BY[to.kind],
        operation=Operation.VIA,
    )
    await outbox.enqueue(writer, [message])
