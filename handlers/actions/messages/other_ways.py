"""A message takes another channel if the one before did not reach its reader, or was not read.

Each channel has its own row in the outbox, keyed by the channel: none is used twice, whichever
replica first finds that it is needed.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from domain.messages.channels import cannot_wait, following, others
from domain.messages.notices import Channel
from handlers.actions.appointments.appointment_messages import effective_kind, starts_of
from handlers.actions.messages import undelivered
from storage.messages import outbox
from storage.messages.outgoing import ClaimedMessage
from storage.people import contact_ways
from storage.transactions import Reader, Writer


async def instead(
    reader: Reader, row: ClaimedMessage, other_channels: Collection[Channel], now: datetime
) -> Channel | None:
    """The channel for a message Telegram cannot deliver, or None. other_channels: the ways beside
    Telegram that are set up, empty if there is only mail."""
    contact = await contact_ways.of_person(reader, row.recipient_id)
    if contact is None:
        return None
    unreached = replace(contact, ways=replace(contact.ways, telegram=False))
    way, _ = _after(unreached, row, Channel.TELEGRAM, other_channels, now)
    return way


async def go_on(
    writer: Writer,
    row: ClaimedMessage,
    channel: Channel,
    other_channels: Collection[Channel],
    now: datetime,
) -> None:
    """It has left by this channel: if urgent, it takes the next one once it has gone unread for as
    long as the business says."""
    if not other_channels or not cannot_wait(
        effective_kind(row.kind, row.facts), starts_of(row.facts), now
    ):
        return
    way, minutes = await _next(writer, row, channel, other_channels, now)
    if way is not None:
        due_at = now + timedelta(minutes=minutes)
        await contact_ways.say_again(writer, row.root_id or row.id, way, due_at)


async def give_up(
    writer: Writer,
    row: ClaimedMessage,
    other_channels: Collection[Channel],
    now: datetime,
    *,
    available_channels: Collection[Channel],
) -> None:
    """A channel has failed to deliver a message: the next one is used at once, and after the last,
    those who can act are told. available_channels: the ways beside Telegram that are set up, mail
    alone or not."""
    root, channel = row.root_id, Channel(row.channel)
    if root is None:
        return
    way, _ = await _next(writer, row, channel, other_channels, now)
    if way is not None:
        await contact_ways.say_again(writer, root, way, now)
    elif await contact_ways.mark_unreachable(writer, root):
        await undelivered.report_undelivered(
            writer, row, outbox.UNREACHABLE, now, available_channels=available_channels
        )


async def _next(
    reader: Reader,
    row: ClaimedMessage,
    channel: Channel,
    other_channels: Collection[Channel],
    now: datetime,
) -> tuple[Channel | None, int]:
    """The channel after this one, None after the last; and the minutes until it is used."""
    contact = await contact_ways.of_person(reader, row.recipient_id)
    return (None, 0) if contact is None else _after(contact, row, channel, other_channels, now)


def _after(
    ways: contact_ways.ContactWays,
    row: ClaimedMessage,
    channel: Channel,
    other_channels: Collection[Channel],
    now: datetime,
) -> tuple[Channel | None, int]:
    kind, starts = effective_kind(row.kind, row.facts), starts_of(row.facts)
    return following(channel, others(ways.ways, kind, starts, now, other_channels)), ways.minutes
