"""A customer types the time they would like, unprompted.

"tomorrow 3pm with Anna" → the last look at it (→ summary), or why not then and what is nearest
"Friday"                 → the free times of that day, or why there are none
"anything next week?"    → the calendar from there
"coaching session"       → booking it, or what the coach named does
If several services could be meant, they are asked which. If nobody was named and the coach they saw
last cannot, anyone who can is offered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.business.report import DateRange
from domain.refusals import NotOffered, Refusal, SlotTaken
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.limits import DayFull
from domain.services.service import Service
from domain.working_hours.hours import day_span
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import service_key
from handlers.buttons.links import Book, PickSlot, ShowMonth
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.customer import book, slot_refusals, summary, times
from handlers.chat.customer.anyone import number_of
from handlers.chat.customer.services import PickService, ServicesOn
from handlers.chat.customer.still_free import still_free
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.refusals import reply_to
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.day import PickDay
from handlers.chat.parts.search import Search, in_range, search_for
from handlers.chat.parts.typed_start import readings, skipped_time
from handlers.queries.appointments import sessions
from handlers.queries.starts.assignment import ANYONE, who
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.phrases import words_in
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.wish import (
    TypedStretch,
    TypedWish,
    read_refused_wish,
    read_stretch,
    read_wish,
)
from handlers.wording import figures
from handlers.wording.words import zone_info

MOST_SERVICES = 8
_WORD = re.compile(r"[\w'’-]+")

_Wish = TypedWish | TypedStretch


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a wish is looked for. instead_of: the coach they saw last, who cannot then, if others
    can."""

    search: Search
    instead_of: Coach | None = None


async def take_wish(turn: Turn) -> Reply | None:
    """What the typed time leads to; None if the text is no such wish of a customer."""
    if turn.coach is not None or not turn.actor.may(Permission.BOOK):
        return None
    zone = turn.catalogue.business.zone
    today = turn.now.astimezone(zone_info(zone)).date()
    wish = _read(turn, today)
    if wish is None:
        return _refuse_day(turn, today)
    match = _read_names(turn, wish.rest)
    if match is None:
        return None
    services, coach = match
    candidates = [s for s in services if coach is None or s.id in coach.service_ids]
    if not candidates:
        return None
    ways = [await _way(turn, service, coach, wish) for service in candidates[:MOST_SERVICES]]
    if len(ways) > 1:
        return _which(turn, [way.search for way in ways], wish)
    [way] = ways
    presses = _presses(turn, way.search, wish)
    if len(presses) > 1:
        return reading_confirmation.which(
            turn, [reading_confirmation.Option(label, p) for label, p in presses]
        )
    if not presses:
        return _refuse_time(turn, [way.search], wish)
    return await _lead_on(turn, presses[0][1], way)


async def take_service(turn: Turn) -> Reply | None:
    """The booking of the one service that the text names, or what the coach named does; None if it
    names neither, or says anything else."""
    if turn.coach is not None or not turn.actor.may(Permission.BOOK):
        return None
    offered_services = turn.catalogue.offered_services
    text = strip_edges(plain(turn.text))
    exact = [one for one in offered_services if strip_edges(plain(one.title)) == text]
    # A "session" could be any of them.
    any_session = words_in("with", turn.words.language)
    words = [word for word in _WORD.findall(text) if word not in any_session]
    match = (exact, None) if len(exact) == 1 else _read_names(turn, words)
    if match is None:
        return None
    services, coach = match
    titled = len(services) < len(offered_services) or bool(exact)
    candidates = [s for s in services if coach is None or s.id in coach.service_ids]
    if titled and len(candidates) == 1:
        coach_id = coach.id if coach else ANYONE
        return await book.pick_service(turn, PickService(candidates[0].id, coach_id))
    return await book.choose_service(turn, coach.id) if coach and not titled else None


def _read(turn: Turn, today: date) -> _Wish | None:
    vocabulary = vocabulary_of(turn.words.locale)
    return read_wish(turn.text, today, vocabulary) or read_stretch(turn.text, today, vocabulary)


def _refuse_day(turn: Turn, today: date) -> Reply | None:
    """Why nobody can come on the day that was typed; None if the text is no such wish."""
    refused = read_refused_wish(turn.text, today, vocabulary_of(turn.words.locale))
    if refused is None or _read_names(turn, refused.rest) is None:
        return None
    return _refusal(turn, reading_confirmation.reason(turn, refused.failure))


def _refuse_time(turn: Turn, searches: Sequence[Search], wish: _Wish) -> Reply | None:
    """Why a time without readings cannot be: the clocks skip it. None if that is not why."""
    for search in searches if isinstance(wish, TypedWish) else ():
        typed = _read_for(turn, search, wish)
        if isinstance(typed, TypedWish) and (
            failure := skipped_time(turn, search.display_zone, typed)
        ):
            return _refusal(turn, reading_confirmation.reason(turn, failure))
    return None


def _refusal(turn: Turn, sentence: str) -> Reply:
    return Reply(Screen(sentence, (way_out(turn.words, Book()),)))


async def _lead_on(turn: Turn, press: Press, way: _Way) -> Reply:
    """As if its button had been pressed; a refusal comes with the nearest free times."""
    try:
        if isinstance(press, ShowMonth):
            return await times.choose_day(turn, press)
        if isinstance(press, PickDay):
            reply = await times.choose_slot(turn, press)
            return _instead(turn, reply, "book.others_that_day", way)
        if isinstance(press, PickSlot):
            name = ""
            if way.instead_of is not None:
                coach, why = await who(turn, way.search, press.start * 60)
                press, name = replace(press, coach=coach.id, why=number_of(why)), coach.name
            reply = await summary.pick_slot(turn, press)
            return _instead(turn, reply, "book.other_then", way, name)
    except Refusal as refusal:
        answers = slot_refusals.SCRIPT.refusals
        if type(refusal) not in answers:
            raise
        return await reply_to(answers, refusal, turn, press)
    raise TypeError(press)


def _instead(turn: Turn, reply: Reply, message: str, way: _Way, coach: str = "") -> Reply:
    """The reply, below whose time it is if they might expect another coach."""
    if way.instead_of is None:
        return reply
    return below(turn.words.text(message, missed=way.instead_of.name, coach=coach), reply)


def _which(turn: Turn, searches: Sequence[Search], wish: _Wish) -> Reply | None:
    """The services that could be meant, each with the time, or why there is no such time."""
    words, keys, labels = turn.words, [], []
    for search in searches:
        for label, press in _presses(turn, search, wish)[:1]:
            keys.append(Key(service_key(words, search.service), press))
            labels.append(label)
    if not keys:
        return _refuse_time(turn, searches, wish)
    if all(isinstance(key.opens, PickSlot) and _is_past(turn, key.opens) for key in keys):
        return _refusal(turn, words.text("refusal.begun"))
    when = labels[0]
    rows = page_rows(words, keys, 0, lambda page: ServicesOn(0, page), width=1)
    text = words.text("book.wished", when=when)
    return Reply(Screen(text, (*rows, way_out(words, Book()))))


def _is_past(turn: Turn, press: PickSlot) -> bool:
    return press.start * 60 <= turn.now.timestamp()


def _read_for(turn: Turn, search: Search, wish: _Wish) -> _Wish:
    """The wish on the clock of a search, where it may be another day already."""
    return _read(turn, turn.now.astimezone(search.zone).date()) or wish


def _presses(turn: Turn, search: Search, wish: _Wish) -> list[tuple[str, Press]]:
    """The button of each reading of the wish, the nearest first. "Tomorrow" is on the clock of the
    search."""
    service, coach = search.service.id, search.coach_id
    wish = _read_for(turn, search, wish)
    if isinstance(wish, TypedStretch):
        label = figures.days(turn.words, DateRange(wish.first, wish.last))
        return [(label, ShowMonth(service, coach, 0, wish.first))]
    return [
        (
            one.label,
            PickDay(service, coach, 0, one.day, "")
            if one.start is None
            else PickSlot(service, coach, 0, one.start // 60),
        )
        for one in readings(turn, search.display_zone, wish)
    ]


async def _way(turn: Turn, service: Service, coach: Coach | None, wish: _Wish) -> _Way:
    """With whom: the coach named, else the only one, else the one they saw last if that one can,
    else anyone."""
    able = turn.catalogue.coaches_for(service.id)
    if coach is not None or len(able) == 1:
        return _Way(await search_for(turn, service.id, coach.id if coach else ANYONE, 0))
    last_id = await sessions.last_coach(turn.database, actor=turn.actor)
    last = next((one for one in able if one.id == last_id), None)
    anyone = await search_for(turn, service.id, ANYONE, 0)
    if last is None:
        return _Way(anyone)
    search = await search_for(turn, service.id, last.id, 0)
    if await _can(turn, search, wish) or not await _any_free(turn, anyone, wish):
        return _Way(search)
    return _Way(anyone, last)


async def _can(turn: Turn, search: Search, wish: _Wish) -> bool:
    """Whether the coach of a search is not what keeps the nearest reading from being booked."""
    for _, press in _presses(turn, search, wish)[:1]:
        if isinstance(press, PickSlot):
            try:
                await still_free(turn, search, in_range(press.start * 60))
            except (DayFull, NotOffered, SlotTaken):
                return False
            except Refusal:
                return True
        elif isinstance(press, PickDay):
            return await _any_free(turn, search, wish)
    return True


async def _any_free(turn: Turn, search: Search, wish: _Wish) -> bool:
    """Whether the nearest reading is free with anyone of a search; of a day, any time of it."""
    for _, press in _presses(turn, search, wish)[:1]:
        if isinstance(press, PickSlot):
            at = press.start * 60
            return at in await search.starts(turn, (at, at + 1))
        if isinstance(press, PickDay):
            return bool(await search.starts(turn, day_span(press.day, press.day, search.zone)))
    return False


def _read_names(turn: Turn, rest: Sequence[str]) -> tuple[Sequence[Service], Coach | None] | None:
    """The services and the coach that the other words name, whatever a sentence needs around them;
    None if they name anything else."""
    filler = words_in("wish", turn.words.language)
    others = [word for word in rest if not filler.issuperset(word.split())]
    return _services_and_coach(turn, rest) or _services_and_coach(turn, others)


def _services_and_coach(
    turn: Turn, rest: Sequence[str]
) -> tuple[Sequence[Service], Coach | None] | None:
    """The services and the coach that these words name; None if they name anything else."""
    offered_services = turn.catalogue.offered_services
    coaches = {c.id: c for s in offered_services for c in turn.catalogue.coaches_for(s.id)}
    booking = words_in("book", turn.words.language)
    coach: Coach | None = None
    services: Sequence[Service] = offered_services
    for word in rest:
        if word in booking or len(word) == 1:
            continue
        matching_coaches = [c for c in coaches.values() if word in plain(c.name).split()]
        titled = [s for s in services if word in plain(s.title).split()]
        if len(matching_coaches) == 1 and coach in (None, matching_coaches[0]):
            coach = matching_coaches[0]
        elif titled:
            services = titled
        else:
            return None
    return services, coach
