"""The last look before a coach books for a customer.

look      what, whom, when; the coach's own rules that would be set aside; who hears of it, or is
          asked
confirm   booked, or held → the session's card; if somebody was faster → the day
"""

from domain.appointments.appointment import Status
from domain.appointments.consent import answer_deadline, can_answer
from domain.refusals import NotOffered, OfferChanged, SlotTaken, TooFar, TooSoon
from domain.roles import Permission
from domain.services import booking_promise
from domain.services.display_zones import display_zones
from domain.services.limits import DayFull
from domain.time.spans import epoch
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from handlers.buttons.book_for_links import ForConfirm, ForDay, ForStart
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.chat.cards import coach_answers
from handlers.chat.coach.booking_for.book_for_times import (
    BookingSearch,
    is_mine,
    resolve_search,
    show_day,
)
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import overriding, where_ahead, why_empty
from handlers.chat.parts.day import hour_of
from handlers.chat.parts.search import in_range
from handlers.queries.messages import reach
from handlers.wording import cards


async def look(turn: Turn, press: ForStart) -> Reply:
    """What is about to be booked."""
    search = await resolve_search(turn, press.service, press.coach, press.who, press.choice)
    return await _look(turn, search, press.start)


async def _look(turn: Turn, search: BookingSearch, minute: int, toast: str | None = None) -> Reply:
    start = in_range(minute * 60)
    at, minute = epoch(start), epoch(start) // 60
    if at not in await search.search.starts(turn, (at, at + 1)):
        return await _show_alternatives(turn, search, minute)
    words, service, coach, person = turn.words, search.service, search.coach, search.person
    ids = service.id, coach.id, person.id
    place = turn.catalogue.place_of(service, coach)
    on = display_zones(service.meeting, coach.zone, turn.zone)
    lines = [
        words.text("card.customer", customer=person.name),
        *([] if is_mine(turn, coach) else [words.text("card.coach", coach=coach.name)]),
        words.text("card.service", service=service.title, length=words.length(service.minutes)),
        *cards.when(words, start, on),
        *where_ahead.lines(turn, service, place, coach),
        words.text("card.price", price=words.money(service.price)),
    ]
    aside = await overriding.of_new(turn, service, coach, start, person.id)
    ways = await reach.of_customer(turn.database, coach.id, person.id, actor=turn.actor)
    asks = turn.catalogue.asks_first(coach) and can_answer(
        ways, start, turn.now, turn.context.available_channels
    )
    hears = ways is not None and ways.is_reachable(turn.context.available_channels)
    if asks:
        until = answer_deadline(turn.catalogue.business.offer_minutes, start, turn.now)
        until_text = words.at(until, on.lead)
        sentence = words.text("book_for.asked", customer=person.name, until=until_text)
    else:
        sentence = words.text(
            "book_for.told" if hears else "book_for.unheard", customer=person.name
        )
    question = [" ".join((*aside, words.text("anyway.book")))] if aside else []
    text = cards.with_title(
        words.text("book_for.summary", customer=person.name), "\n".join(lines), sentence, *question
    )
    confirm = ForConfirm(
        *ids,
        minute,
        booking_promise.mark(turn.catalogue, service, coach),
        int(bool(aside)),
        search.choice,
        int(asks),
    )
    plain = "book_for.ask" if asks else "book_for.confirm"
    label = words.label("anyway.book_key" if aside else plain)
    wall = start.astimezone(search.search.zone)
    back = ForDay(*ids, wall.date(), hour_of(wall), search.choice)
    return Reply(Screen(text, ((Key(label, confirm, SUCCESS),), way_out(words, back))), toast=toast)


async def confirm(turn: Turn, press: ForConfirm) -> Reply:
    """Book it. A rule of the coach's that applies only since is asked about first."""
    search = await resolve_search(turn, press.service, press.coach, press.who, press.choice)
    start, service = in_range(press.start * 60), search.service
    order = BookingOrder(
        service.id,
        search.coach.id,
        start,
        service.price,
        choice=search.search.choice,
        promised=press.promised,
        anyway=bool(press.anyway),
        asks=bool(press.asks),
    )
    ids = search.coach.id, search.person.id
    warned = not await reach.is_reachable(
        turn.database, *ids, actor=turn.actor, available_channels=turn.context.available_channels
    )
    try:
        appointment = await book_for(
            turn.database,
            turn.catalogue,
            order,
            search.person.id,
            available_channels=turn.context.available_channels,
            warned=warned,
            **turn.intent,
        )
    except OfferChanged:
        notice = turn.words.label("desk.changed")
        turn = await turn.up_to_date()
        search = await resolve_search(turn, press.service, press.coach, press.who, press.choice)
        return await _look(turn, search, press.start, notice)
    except (TooSoon, TooFar, DayFull, SlotTaken, NotOffered):
        # If only rules that may be set aside are in the way, ask; else the day shows what is left.
        return await _look(turn, search, press.start)
    booked = "booked_untold_toast" if warned else "booked_toast"
    message = "asked_toast" if appointment.status is Status.HELD else booked
    toast = turn.words.label(f"book_for.{message}", customer=appointment.customer_name)
    return await coach_answers.decision_reply(turn, appointment, toast, warned=warned)


async def _show_alternatives(turn: Turn, search: BookingSearch, minute: int) -> Reply:
    """Why this start is not free, and the other starts of its day."""
    at = minute * 60
    toast = await why_empty.toast(turn, search.search, (at, at + 1), "book_for.gone")
    day = in_range(at).astimezone(search.search.zone).date()
    return await show_day(turn, search, day, toast=toast)


SCRIPT = Script(
    presses={
        ForStart: Step(look, Permission.SESSIONS),
        ForConfirm: Step(confirm, Permission.SESSIONS),
    }
)
