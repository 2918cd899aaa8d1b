"""A provider reports a closed channel to a person: they opted out, or the device is gone."""

from datetime import datetime

from domain.messages.notices import Channel
from domain.roles import Actor, Permission
from handlers.actions.person_log import write_down
from storage.messages import push_subscriptions
from storage.messages.push_subscriptions import PushSubscription
from storage.people import contact_ways, people
from storage.transactions import Database, Writer


async def opt_out(
    database: Database, person_id: int, channel: Channel, *, actor: Actor, now: datetime
) -> None:
    """The person told the provider to stop sending on this channel, say with STOP. Idempotent.

    Raises NotAllowed.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> None:
        await people.lock(writer, person_id)
        contact = await contact_ways.of_person(writer, person_id)
        if contact is None or channel not in contact.ways.enabled_channels:
            return
        before = contact.ways.enabled_channels
        after = before - {channel}
        await contact_ways.want(writer, person_id, after)
        was, is_ = {"channels": sorted(before)}, {"channels": sorted(after)}
        await write_down(writer, person_id, "set_channels", was, is_, actor, now)

    await database.write(work)


async def drop_device(
    database: Database, subscription: PushSubscription, *, actor: Actor, now: datetime
) -> None:
    """The provider no longer knows this app or browser. Idempotent. Raises NotAllowed."""
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> None:
        person_id = await push_subscriptions.drop(writer, subscription)
        if person_id is not None:
            was, is_ = {subscription.channel: True}, {subscription.channel: False}
            await write_down(writer, person_id, "remove_device", was, is_, actor, now)

    await database.write(work)
