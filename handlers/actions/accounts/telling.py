"""What somebody is told about their account; needs none of the machinery that makes tokens."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from domain.messages.notices import Channel, Lane, NoticeKind, Operation
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.services import business as stored_business
from storage.transactions import Reader, Writer


def unique_name(what: str) -> str:
    """A unique name for something just done: of two in one second, each is told."""
    return f"{what}:{token_hex(8)}"


async def tell(
    writer: Writer,
    kind: NoticeKind,
    person_id: int,
    name: str,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """Notify the person wherever they receive messages. name: of this event, in its key."""
    await tell_so(writer, kind, person_id, name, await with_zone(writer, facts), now)


async def tell_by_mail(
    writer: Writer,
    kind: NoticeKind,
    person_id: int,
    address: str,
    name: str,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """Notify this mailbox only, in the person's language."""
    mail_facts = {**await with_zone(writer, facts), "to": address}
    message = OutboxMessage(
        f"{kind}:{person_id}:{name}",
        person_id,
        kind,
        mail_facts,
        Lane.INTERACTIVE,
        now,
        channel=Channel.MAIL,
        operation=Operation.VIA,
    )
    await outbox.enqueue(writer, [message])


async def with_zone(reader: Reader, facts: Mapping[str, object]) -> Mapping[str, object]:
    """Facts with the business's zone, for the instants of people who have none."""
    return {**facts, "zone": (await stored_business.load(reader)).zone}


async def tell_so(
    writer: Writer,
    kind: NoticeKind,
    person_id: int,
    name: str,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    """The same, with facts from `with_zone`."""
    key = f"{kind}:{person_id}:{name}"
    await outbox.enqueue(
        writer, [OutboxMessage(key, person_id, kind, facts, Lane.INTERACTIVE, now)]
    )
