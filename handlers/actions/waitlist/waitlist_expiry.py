"""Release times held for people on the waitlist."""

from collections.abc import Collection
from datetime import datetime

from domain.messages.notices import Channel
from domain.refusals import NoLongerOffered
from domain.services import service_choice as choices
from domain.services.catalogue import Catalogue, Coach
from domain.waitlist.waitlist import MOST_SILENT, SkipReason, WaitAnswer, WaitState
from handlers.actions import wait_log
from handlers.actions.appointments.negotiating import stands
from handlers.actions.appointments.start_attempts import begin_attempt
from handlers.actions.waitlist import waitlist_messages
from storage.appointments import session_rows
from storage.transactions import Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer


async def end(
    writer: Writer,
    catalogue: Catalogue,
    coach: Coach,
    now: datetime,
    available_channels: Collection[Channel],
) -> None:
    """Release what was answered or timed out; and what nobody has been told of yet and can no
    longer be had. available_channels: those besides Telegram that are set up."""
    for offer in await wait_offers.to_end(writer, coach.id, now, available_channels):
        if offer.answer is not WaitAnswer.OPEN:
            await wait_offers.release(writer, offer)
        elif offer.until > now:
            shown = _still_offered(catalogue, coach, offer)
            await _over(writer, offer, now, SkipReason.UNREACHABLE if shown else SkipReason.GONE)
        else:
            await _over(writer, offer, now)
            if await waits.count_silence(writer, offer.wait_id) >= MOST_SILENT:
                await waitlist_messages.close(writer, offer.wait_id, WaitState.SILENT, now)
    for offer in await wait_offers.untold(writer, coach.id, now):
        if not await _can_be_had(writer, catalogue, offer, now):
            await _over(writer, offer, now, SkipReason.GONE)


async def _over(
    writer: Writer, offer: WaitOffer, now: datetime, reason: SkipReason | None = None
) -> None:
    """Release it: there was no answer."""
    await wait_offers.release(writer, offer)
    await wait_offers.say(writer, offer.id, WaitAnswer.LAPSED, reason)
    await wait_offers.withdraw(writer, offer.id)
    after = {"offer": offer.id}
    await wait_log.record_own_step(
        writer, "waitlist_lapsed", offer.wait_id, offer.coach_id, now, after
    )


def _still_offered(catalogue: Catalogue, coach: Coach, wait_offer: WaitOffer) -> bool:
    """Whether the held time is still offered at all."""
    service = catalogue.services.get(wait_offer.service_id)
    suspended = coach.suspension is not None
    return coach.active and not suspended and service is not None and not service.hidden


async def _can_be_had(
    writer: Writer, catalogue: Catalogue, wait_offer: WaitOffer, now: datetime
) -> bool:
    """Whether what is kept can still be had: the coach or the group may be off by then."""
    if wait_offer.session_id is not None:
        session = await session_rows.at(writer, wait_offer.coach_id, wait_offer.starts_at)
        return session is not None and session.id == wait_offer.session_id
    try:
        attempt = await begin_attempt(
            writer,
            catalogue,
            wait_offer.service_id,
            wait_offer.coach_id,
            wait_offer.starts_at,
            now=now,
            customer=None,
            choice=choices.read(wait_offer.choice),
            hold_id=wait_offer.holder_id,
        )
    except NoLongerOffered:
        return False
    return stands(attempt, now)
