"""What is learned about a message after it has left, from its provider or its reader.

Receipts come late, twice, in any order, and for forgotten messages; nothing ever goes back.
"""

from collections.abc import Collection
from datetime import datetime

from domain.messages.channels import Receipt, advance_receipt
from domain.messages.notices import Channel
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.actions.messages import other_ways
from storage.messages import outgoing, receipts
from storage.transactions import Database, Writer


async def of_provider(
    database: Database,
    message_id: int,
    receipt: Receipt,
    *,
    channel: Channel,
    provider_id: str,
    why: str | None,
    available_channels: Collection[Channel],
    now: datetime,
) -> bool:
    """A provider reports on a message it was given; whether that is news.

    provider_id: its id for the message. why: it failed. available_channels: the ways beside
    Telegram that are set up, among them this one. If it failed, the next channel is used at once.
    """

    async def work(writer: Writer) -> bool:
        message = await receipts.lock(writer, message_id)
        if message is None or message.channel != channel:
            return False
        another = message.provider_id not in (None, provider_id)
        if receipt is Receipt.FAILED and another:  # one of two that were sent for it
            return False
        new_receipt = advance_receipt(message.receipt, receipt)
        if new_receipt is None:
            return False
        await receipts.write(writer, message_id, new_receipt, provider_id, now, why)
        if new_receipt is Receipt.FAILED:
            row = await outgoing.by_id(writer, message_id)
            if row is not None:
                await other_ways.give_up(
                    writer, row, available_channels, now, available_channels=available_channels
                )
        return True

    return await database.write(work)


async def of_reader(
    database: Database, message_id: int, receipt: Receipt, *, actor: Actor, now: datetime
) -> None:
    """An app says that a message to its own reader has arrived, or was read. Raises NotFound,
    NotAllowed."""
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> None:
        message = await receipts.lock(writer, message_id)
        if message is None or message.recipient_id != actor.person:
            raise NotFound
        new_receipt = advance_receipt(message.receipt, receipt)
        if new_receipt is not None:
            await receipts.write(writer, message_id, new_receipt, None, now)

    await database.write(work)
