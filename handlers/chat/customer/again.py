"""A customer books again what they had before.

Same time again       on the receipt of a session, and on the first screen → the last look at it; if
                      it is taken by then, why, and the times most like it
Next free             on the first screen → the last look at the soonest with that coach
"""

from contextlib import suppress
from dataclasses import replace

from domain.appointments.appointment import Appointment
from domain.appointments.habit import alike, repeat_choice, same_time
from domain.refusals import AlreadyDecided, NoLongerOffered, NotOffered, Refusal, SlotTaken
from domain.roles import Permission
from domain.services.limits import DayFull
from domain.services.service_choice import USUAL
from domain.time.spans import epoch, moment
from domain.working_hours.hours import day_span
from handlers.buttons.links import BookNext, NextFree, PickSlot
from handlers.chat.cards import receipts
from handlers.chat.customer import slot_refusals, summary, times
from handlers.chat.customer.still_free import still_free
from handlers.chat.frame.refusals import reply_to
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search, bounds_of, search_for


async def book_next(turn: Turn, press: BookNext) -> Reply:
    """The same service with the same coach, at the same time in the next week they have not booked
    yet."""
    session = await receipts.own(turn, press.appointment)
    search = await _search(turn, session)
    [(_, coach)] = search.offers
    for start in same_time(session.wall_start, coach.tz, epoch(turn.now)):
        slot = _slot(search, start)
        try:
            await still_free(turn, search, moment(start))
        except AlreadyDecided:
            continue
        except Refusal as refusal:
            return await _instead(turn, search, slot, refusal)
        return await summary.pick_slot(turn, slot)
    return await _calendar(turn, search)


async def next_free(turn: Turn, press: NextFree) -> Reply:
    """The soonest free start; if there is none, the calendar says why."""
    search = await search_for(turn, press.service, press.coach, 0)
    starts = await _all_free(turn, search)
    if not starts:
        return await _calendar(turn, search)
    return await summary.pick_slot(turn, _slot(search, starts[0]))


async def _instead(turn: Turn, search: Search, slot: PickSlot, refusal: Refusal) -> Reply:
    """Why that time cannot be had, and the times closest to it."""
    answers = slot_refusals.SCRIPT.refusals
    if type(refusal) not in answers:
        raise refusal
    if isinstance(refusal, SlotTaken | NotOffered | DayFull):
        near = alike(await _all_free(turn, search), slot.start * 60, search.zone)
        refusal = replace(refusal, nearest=near)
    reply = await reply_to(answers, refusal, turn, slot)
    if reply.screen is None:
        return reply
    when = turn.words.button_time(moment(slot.start * 60), search.display_zone)
    sentence = turn.words.text("again.wanted", when=when)
    # Nobody was faster just now: it is information, not an alert.
    screen = replace(reply.screen, text=f"{sentence}\n\n{reply.screen.text}")
    return replace(reply, screen=screen, toast=None, alert=False)


async def _search(turn: Turn, session: Appointment) -> Search:
    """A search for it as it was booked, if it is still offered. Raises NoLongerOffered."""
    coach = turn.catalogue.coaches.get(session.coach_id)
    if coach is None:
        raise NoLongerOffered
    usual = turn.catalogue.service_for(session.service_id, coach, USUAL)
    choice = repeat_choice(usual, session.minutes, session.places, session.also)
    service, coach_id = session.service_id, session.coach_id
    if session.also:
        with suppress(NoLongerOffered):
            return await search_for(turn, service, coach_id, 0, choice.as_text)
        choice = USUAL
    return await search_for(turn, service, coach_id, 0, choice.as_text)


async def _all_free(turn: Turn, search: Search) -> list[int]:
    bounds = bounds_of(turn, search)
    return list(await search.starts(turn, day_span(bounds.first, bounds.last, search.zone)))


async def _calendar(turn: Turn, search: Search) -> Reply:
    return await times.show_month(turn, search, turn.now.astimezone(search.zone).date())


def _slot(search: Search, start: int) -> PickSlot:
    return PickSlot(search.service.id, search.coach_id, 0, start // 60, search.choice.as_text)


SCRIPT = Script(
    presses={
        BookNext: Step(book_next, Permission.BOOK),
        NextFree: Step(next_free, Permission.BOOK),
    }
)
