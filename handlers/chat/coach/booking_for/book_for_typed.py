"""A coach types whom they book for, and perhaps what and when, unprompted.

"book for Mia tomorrow 10"  → the last look at it (→ book_for_summary), or the day if that is taken
"Termin für Mia am Freitag" → the free times of that day
"book Mia Keller"           → what, or the calendar
If several customers could be meant, or nobody yet, the coach is asked (→ book_for).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.display_zones import of_calendar
from domain.services.service import Service
from domain.text import field_text, names
from handlers.buttons.book_for_links import BookFor, ForDay, ForMonth, ForService, ForStart
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import service_key
from handlers.buttons.pages import page_rows
from handlers.buttons.screen import Key, Screen
from handlers.chat.coach.booking_for import book_for, book_for_summary, book_for_times
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import fact
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.script import AnswerStep, Script, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.typed_start import readings, skipped_time
from handlers.queries.coaches import coaches
from handlers.queries.people import customers
from handlers.typing.normalization import plain
from handlers.typing.phrases import words_in
from handlers.typing.reading import ParseFailure
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.wish import TypedWish, read_refused_wish, read_wish
from storage.people.customers import CustomerRef

_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class _Order:
    """What was typed. name: as it was written. sure: it names somebody, known or not, since it says
    "for". wish: None if it names no time. failure: what is wrong with its day or time, or None."""

    name: str
    sure: bool
    services: Sequence[tuple[Service, str]]
    wish: TypedWish | None
    failure: ParseFailure | None


async def take_order(turn: Turn, coach: Coach) -> Reply | None:
    """None if the text asks for no booking, or names no customer."""
    order = _read(turn, coach)
    if order is None:
        return None
    actor = turn.actor
    matches = await customers.matching(
        turn.database, coach.id, order.name, actor=actor, limit=book_for.MOST
    )
    if not (matches or order.sure):
        return None
    if order.failure is not None:
        return await _ask_again(turn, coach, reading_confirmation.reason(turn, order.failure))
    if len(matches) == 1:
        return await _lead_on(turn, coach, matches[0], order)
    return await book_for.choose_who(turn, coach, order.name, matches)


async def is_order(turn: Turn, coach: Coach) -> bool:
    """Whether the text asks for a booking and names a customer, so that `take_order` takes it."""
    order = _read(turn, coach)
    if order is None or order.sure:
        return order is not None
    matches = await customers.matching(
        turn.database, coach.id, order.name, actor=turn.actor, limit=1
    )
    return bool(matches)


async def take_who(turn: Turn) -> Reply:
    """The answer to "For whom?": a name, a contact, or all of it at once."""
    coach = coaches.by_id(turn.catalogue, int(fact(turn, "coach")), actor=turn.actor)
    if turn.text and (reply := await take_order(turn, coach)):
        return reply
    return await book_for.take_who(turn)


def _read(turn: Turn, coach: Coach) -> _Order | None:
    every = _WORD.findall(turn.text)
    spelled = {plain(word) for word in every}
    booking, towards, beside = (
        words_in(name, turn.words.language) for name in ("book", "for", "with")
    )
    variants = book_for_times.variants(turn, coach)
    if not booking & spelled or not variants:
        return None
    today, vocabulary = _today(turn, coach), vocabulary_of(turn.words.locale)
    wish = read_wish(turn.text, today, vocabulary)
    refused = None if wish else read_refused_wish(turn.text, today, vocabulary)
    failure = refused.failure if refused else None
    if wish is not None:
        failure = skipped_time(turn, of_calendar(coach.zone), wish)
    titled = [one for one in variants if set(plain(one[0].title).split()) & spelled]
    title_words = {word for service, _ in titled for word in plain(service.title).split()}
    typed = wish or refused
    rest = (
        (spelled if typed is None else set(typed.rest)) - booking - towards - beside - title_words
    )
    typed_name, sure = _name(every, rest, towards)
    try:
        name = field_text.line(typed_name, "customer", names.LONGEST)
    except BadInput:
        return None
    return _Order(name, sure, titled or variants, wish, failure)


def _name(
    words: Sequence[str], parts: Collection[str], towards: Collection[str]
) -> tuple[str, bool]:
    """The words that are somebody's name, as typed; whether "for" comes before them.

    parts: in plain spelling, the words with no other meaning.
    """
    name_flags = [_consists(plain(word), parts) for word in words]
    for n, word in enumerate(words):
        if plain(word) in towards and any(name_flags[n + 1 : n + 2]):
            following = zip(words[n + 1 :], name_flags[n + 1 :], strict=True)
            return " ".join(word for word, _ in takewhile(lambda one: one[1], following)), True
    return " ".join(word for word, is_name in zip(words, name_flags, strict=True) if is_name), False


def _consists(word: str, parts: Collection[str]) -> bool:
    """Whether a word is made of these: the reader splits words, such as "anne" and "marie"."""
    longest_first = sorted(parts, key=len, reverse=True)
    pieces = re.findall("|".join(map(re.escape, longest_first)), word) if parts else ()
    return len(word.replace("-", "")) == len("".join(pieces)) > 0


async def _lead_on(turn: Turn, coach: Coach, customer: CustomerRef, order: _Order) -> Reply:
    """As if the buttons had been pressed one after the other."""
    if len(order.services) > 1:
        return await _which(turn, coach, customer, order)
    ways = _ways(turn, coach, customer, order, *order.services[0])
    if len(ways) > 1:
        return reading_confirmation.which(turn, ways)
    way = ways[0].save
    if isinstance(way, ForStart):
        return await book_for_summary.look(turn, way)
    if isinstance(way, ForDay):
        return await book_for_times.starts(turn, way)
    if isinstance(way, ForMonth):
        return await book_for_times.month(turn, way)
    raise TypeError(way)


async def _ask_again(turn: Turn, coach: Coach, sentence: str) -> Reply:
    """What is wrong with the time, and the question for whom and when below it."""
    return below(sentence, await book_for.who(turn, BookFor(coach.id)))


async def _which(turn: Turn, coach: Coach, customer: CustomerRef, order: _Order) -> Reply:
    """Ask what; each key leads to the nearest reading of the typed time, unless that is past."""
    words = turn.words
    ways = [
        (service, _ways(turn, coach, customer, order, service, choice)[0])
        for service, choice in order.services
    ]
    nearest = ways[0][1].save
    if isinstance(nearest, ForStart) and nearest.start * 60 <= turn.now.timestamp():
        return await _ask_again(turn, coach, words.text("refusal.begun"))
    keys = [Key(service_key(words, service), way.save) for service, way in ways]
    rows = page_rows(words, keys, 0, lambda n: ForService(coach.id, customer.id, n), width=1)
    when, name = ways[0][1].text, customer.name
    text = (
        words.text("book_for.wished", customer=name, when=when)
        if when
        else words.text("book_for.choose_service", customer=name)
    )
    return Reply(Screen(text, (*rows, way_out(words, BookFor(coach.id)))))


def _ways(
    turn: Turn, coach: Coach, customer: CustomerRef, order: _Order, service: Service, choice: str
) -> list[reading_confirmation.Option]:
    """Where each reading of the time leads, the nearest first; without one, to the calendar."""
    ids = service.id, coach.id, customer.id
    calendar = reading_confirmation.Option("", ForMonth(*ids, _today(turn, coach), choice))
    if order.wish is None:
        return [calendar]
    return [
        reading_confirmation.Option(
            one.label,
            ForDay(*ids, one.day, "", choice)
            if one.start is None
            else ForStart(*ids, one.start // 60, choice),
        )
        for one in readings(turn, of_calendar(coach.zone), order.wish)
    ] or [calendar]


def _today(turn: Turn, coach: Coach) -> date:
    return turn.now.astimezone(coach.tz).date()


SCRIPT = Script(
    answers={book_for.WHO: AnswerStep(take_who, Permission.SESSIONS, takes=Takes.ANYTHING)}
)
