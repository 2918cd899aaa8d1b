"""What comes free is offered down the waitlist, from one person to the next.

For everything waited for, the times anybody may have are recorded (`wait_free`). A free time not
among them has come free since, for whatever reason: it is kept for the first in line who can have
it. So nothing is missed, whatever freed it and whichever replica was killed meanwhile: it is found
by what is, not by what happened.

One transaction per coach: release what is over, read again what is free, go through the line in
order, and open to anybody what nobody wants.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.messages.notices import Channel
from domain.refusals import Refusal
from domain.services import service_choice as choices
from domain.services.catalogue import Catalogue, Coach
from domain.services.limits import DayFull, Whose
from domain.time.spans import Span, epoch, moment, overlaps
from domain.waitlist.waitlist import SkipReason, WaitAnswer, hold_duration, in_order, notify_at
from handlers.actions import wait_log
from handlers.actions.appointments.start_attempts import StartAttempt, begin_attempt
from handlers.actions.waitlist import waitlist_messages
from handlers.actions.waitlist.freed_times import FreedStarts, WaitedService, free_of
from handlers.actions.waitlist.waitlist_expiry import end
from handlers.actions.waitlist.waitlist_holds import keep
from handlers.queries.people.person_limits import of as bounds_of
from storage.messages import outbox
from storage.transactions import Writer
from storage.waitlist import wait_free, wait_offers, waits
from storage.waitlist.wait_offers import GRACE, SkippedWait, UnclaimedOffer, WaitOffer
from storage.waitlist.waits import WaitingPerson

MOST_ASKED: Final = 200  # people considered closely in one transaction
_OWN_LIMITS: Final = frozenset({Whose.CUSTOMER.value, Whose.CUSTOMER_SERVICE.value})


@dataclass
class _OfferRound:
    """One round of offers of a coach's time. available_channels: those besides Telegram that are
    set up. remaining: what has come free and is nobody's yet, by kind. missed: somebody was being
    asked about another coach's time."""

    writer: Writer
    catalogue: Catalogue
    coach: Coach
    now: datetime
    available_channels: Collection[Channel]
    remaining: dict[WaitedService, list[int]]
    frees: Mapping[WaitedService, FreedStarts]
    unsettled_offers: Mapping[int, Sequence[UnclaimedOffer]]
    skipped_waits: list[SkippedWait] = field(default_factory=list)
    tries: int = 0
    notices: int = 0
    missed: bool = False


async def advance(
    writer: Writer,
    catalogue: Catalogue,
    coach: Coach,
    kinds: Sequence[WaitedService],
    now: datetime,
    available_channels: Collection[Channel],
) -> tuple[int, bool]:
    """Hand on what has come free of this coach; how many were told, and whether it is all done.

    kinds: what is waited for. available_channels: those besides Telegram that are set up. Not done
    if another replica is at work, or if there is more.
    """
    if not await wait_offers.my_turn(writer, coach.id):
        return 0, False
    await end(writer, catalogue, coach, now, available_channels)
    known_starts = await wait_free.known_free(writer, coach.id)
    frees = {free.kind: free for free in await free_of(writer, catalogue, coach, kinds, now)}
    remaining = {
        kind: [start for start in free.starts if start not in known_starts.get(kind, ())]
        for kind, free in frees.items()
    }
    unsettled_offers = await wait_offers.going(writer, coach.id)
    round_ = _OfferRound(
        writer,
        catalogue,
        coach,
        now,
        available_channels,
        remaining,
        frees,
        _by_wait(unsettled_offers),
    )
    done = await _hand_on(round_) if any(remaining.values()) else True
    done = done and not round_.missed
    await _write_passed(round_)
    if round_.notices:
        frees = {free.kind: free for free in await free_of(writer, catalogue, coach, kinds, now)}
    if done:
        await _settle(round_, frees, known_starts)
    return round_.notices, done


async def _hand_on(round_: _OfferRound) -> bool:
    """Go through the line while anything is left; whether the end was reached."""
    remaining = round_.remaining
    starts = sorted({start for some in remaining.values() for start in some})
    # A day more on either side, for people on the other side of the world.
    first, last = moment(starts[0] - 86400).date(), moment(starts[-1] + 86400).date()
    around = moment(starts[0]), moment(starts[-1])
    given_up = await wait_offers.given_up(round_.writer, round_.coach.id, *around)
    for kind, some in remaining.items():
        remaining[kind] = in_order(some, given_up, round_.frees[kind].service.reach)
    services = {service_id for (service_id, _), some in remaining.items() if some}
    line = await waits.of_coach(
        round_.writer, round_.coach.id, services, first, last, round_.available_channels
    )
    for one in line:
        if round_.tries >= MOST_ASKED:
            return False
        if not any(remaining.values()):
            return True
        if not any(offer.kept for offer in round_.unsettled_offers.get(one.wait.id, ())):
            await _ask(round_, one)
    return True


async def _ask(round_: _OfferRound, one: WaitingPerson) -> None:
    """Keep the first time that they can have for them, or record why not."""
    kind = one.wait.service_id, one.wait.choice
    skipped: list[Span] = []
    for start in list(round_.remaining.get(kind, ())):
        service = round_.frees[kind].service
        span = start, start + 60 * service.minutes
        at, ends = moment(start), moment(span[1])
        short = start < epoch(round_.now) + 60 * service.rules.notice_book
        if not one.wait.times.want(at) or (short and not one.wait.times.short):
            continue
        # Including the session's breaks, or whoever passes on it would be asked about the times
        # beside it.
        around = span[1] - service.reach, start + service.reach
        if _was_asked(round_, one, around) or any(overlaps(around, other) for other in skipped):
            continue
        if one.can_be_asked and not await waits.mine_to_ask(round_.writer, one.wait.id):
            round_.missed = True
            return
        outcome = await _offer(round_, one, at, ends, short=short)
        if isinstance(outcome, SkipReason):
            round_.skipped_waits.append(
                SkippedWait(one.wait.id, one.wait.person_id, at, ends, outcome)
            )
            after = {"reason": outcome.value, "starts_at": at.isoformat()}
            coach_id = round_.coach.id
            await wait_log.record_own_step(
                round_.writer, "waitlist_passed_over", one.wait.id, coach_id, round_.now, after
            )
            skipped.append(span)
        elif outcome is None:
            round_.remaining[kind].remove(start)
        else:
            if not service.for_groups:
                round_.remaining[kind].remove(start)
            round_.notices += 1
            return


async def _offer(
    round_: _OfferRound, one: WaitingPerson, start: datetime, ends: datetime, *, short: bool
) -> WaitOffer | SkipReason | None:
    """What is kept for somebody from now on, or why they are passed over. None if the time cannot
    be had after all, or is too close."""
    if one.blocked:
        return SkipReason.BLOCKED
    if not one.reachable:
        return SkipReason.UNREACHABLE
    writer, now, person = round_.writer, round_.now, one.wait.person_id
    notice_time = notify_at(now, start, one.zone or one.wait.times.zone)
    lasting = hold_duration(start, notice_time)
    if lasting is None:
        return None
    round_.tries += 1
    if await wait_offers.busy(writer, person, start, ends):
        return SkipReason.BUSY
    if (await bounds_of(writer, round_.catalogue.business, person, now)).full:
        return SkipReason.LIMITS
    attempt = await _check_offer(round_, one, start, short=short)
    if not isinstance(attempt, StartAttempt):
        return attempt
    until = notice_time + lasting
    hold = await keep(writer, attempt, now, until + GRACE)
    if hold is None:
        return None
    holder, session = hold
    new = WaitOffer(
        0,
        one.wait.id,
        person,
        attempt.coach.id,
        attempt.service.id,
        one.wait.choice,
        start,
        ends,
        holder,
        session,
        attempt.service.party,
        short,
        True,
        WaitAnswer.OPEN,
        notice_time,
        until,
    )
    await _write_passed(round_)
    offer_id = await wait_offers.add(writer, new, now)
    await outbox.enqueue(
        writer, [await waitlist_messages.offer_message(writer, attempt, new, offer_id, now)]
    )
    after = {"offer": offer_id, "starts_at": start.isoformat(), "until": until.isoformat()}
    await wait_log.record_own_step(
        writer, "waitlist_offered", one.wait.id, attempt.coach.id, now, after
    )
    return new


async def _write_passed(round_: _OfferRound) -> None:
    await wait_offers.skip(round_.writer, round_.coach.id, round_.skipped_waits, round_.now)
    round_.skipped_waits.clear()


async def _check_offer(
    round_: _OfferRound, one: WaitingPerson, start: datetime, *, short: bool
) -> StartAttempt | SkipReason | None:
    """What they would book, by all rules that apply to them."""
    wait = one.wait
    try:
        attempt = await begin_attempt(
            round_.writer,
            round_.catalogue,
            wait.service_id,
            round_.coach.id,
            start,
            now=round_.now,
            customer=wait.person_id,
            choice=choices.read(wait.choice),
        )
        if short:
            attempt = attempt.at_short_notice
        await attempt.check(round_.writer, round_.now)
    except DayFull as refusal:
        return SkipReason.LIMITS if refusal.whose in _OWN_LIMITS else None
    except Refusal:
        return None
    return attempt


async def _settle(
    round_: _OfferRound,
    frees: Mapping[WaitedService, FreedStarts],
    known_starts: Mapping[WaitedService, set[int]],
) -> None:
    """Open to anybody what is free by now; settle the offers that are over."""
    writer, coach_id = round_.writer, round_.coach.id
    for kind, free in frees.items():
        if known_starts.get(kind) != set(free.starts):
            await wait_free.set_free(writer, coach_id, *kind, free.starts)
    rows = await wait_offers.going(writer, coach_id)
    # Somebody may have answered by now: what is still kept is for the next round.
    held_spans = [_span(one) for one in rows if one.kept]
    over = [one.id for one in rows if not any(overlaps(_span(one), span) for span in held_spans)]
    await wait_offers.settle(writer, over)


def _was_asked(round_: _OfferRound, one: WaitingPerson, span: Span) -> bool:
    """Whether somebody has answered about this time, or was passed over for it."""
    return any(
        overlaps(_span(other), span) for other in round_.unsettled_offers.get(one.wait.id, ())
    )


def _by_wait(unsettled_offers: Sequence[UnclaimedOffer]) -> dict[int, list[UnclaimedOffer]]:
    by_wait: dict[int, list[UnclaimedOffer]] = {}
    for one in unsettled_offers:
        by_wait.setdefault(one.wait_id, []).append(one)
    return by_wait


def _span(one: UnclaimedOffer) -> Span:
    return epoch(one.starts_at), epoch(one.ends_at)
