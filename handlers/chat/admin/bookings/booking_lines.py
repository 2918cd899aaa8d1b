"""A typed line becomes a search: its names are those of coaches and customers.

A name spelled exactly like a coach's is that coach; the rest is a customer's. If several people
fit, the reader is asked which one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.appointments.appointment import Appointment, Status
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text.similarity import alike
from handlers.actions.appointments.booking import CODE_LENGTH, CODE_LETTERS
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter, tell_apart
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.bookings.booking_filters import press_of
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.places.gazetteer import key_of
from handlers.queries.appointments import bookings as queries
from handlers.queries.appointments.bookings import BookingFilters
from handlers.typing.bookings import BookingQuery, read_line
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.phrases import phrases
from handlers.typing.vocabulary import SOURCE, vocabulary_of
from handlers.wording.words import Words, zone_info
from storage.people.customers import CustomerRef

MOST: Final = 8  # people who may be meant
SHOWN: Final = 60  # letters of a name that nobody has
_MOST_CODES: Final = 3  # words that may be codes
_LETTERS: Final = frozenset(CODE_LETTERS)


@dataclass(frozen=True, slots=True)
class BookingParties:
    """Whose bookings may be meant: a coach's, a customer's, or both."""

    coach: Coach | None
    customer: CustomerRef | None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a line has led to. booking: the one with its code. several: who may be meant. nobody: a
    name that nobody has, shortened."""

    filters: BookingFilters
    booking: Appointment | None = None
    several: Sequence[BookingParties] = ()
    nobody: str = ""


async def interpret(turn: Turn, filters: BookingFilters) -> Interpretation:
    """What was typed, added to the current search."""
    text = people_matches.search_text(turn)
    if not text:
        return Interpretation(filters)
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    line = read_line(text, today, vocabulary_of(turn.words.locale), states(turn.words))
    for code in _codes(line):
        booking = await queries.with_code(turn.database, code, actor=turn.actor, now=turn.now)
        if booking is not None:
            return Interpretation(filters, booking)
    if line.days is not None:
        filters = replace(filters, days=line.days)
    if line.state:
        filters = replace(filters, status=Status(line.state))
    words = _without_fillers(turn.words, line.words)
    if not words:
        return Interpretation(filters)
    matches = await _candidates(turn, words)
    if not matches:
        return Interpretation(filters, nobody=" ".join(words)[:SHOWN])
    if len(matches) == 1:
        return Interpretation(_narrow(filters, matches[0]))
    return Interpretation(filters, several=matches)


def which(turn: Turn, interpretation: Interpretation) -> Screen:
    """Who is meant?"""
    words, fitter = turn.words, LabelFitter(turn.words, WHOLE)
    labels = []
    for one in interpretation.several:
        if one.coach is None and one.customer is not None:
            labels.append(words.user_text("customer", one.customer.name))
        elif one.coach is not None and one.customer is None:
            labels.append(fitter.label("bookings.coach_key", cut="coach", coach=one.coach.name))
        elif one.coach is not None and one.customer is not None:
            both = {"coach": one.coach.name, "customer": one.customer.name}
            labels.append(fitter.label("bookings.both_key", cut="customer", **both))
    rows = [
        (Key(label, press_of(_narrow(interpretation.filters, one))),)
        for label, one in zip(tell_apart(labels), interpretation.several, strict=True)
    ]
    back = way_out(words, press_of(interpretation.filters))
    return Screen(words.text("bookings.which"), (*rows, back))


def states(words: Words) -> Mapping[str, str]:
    """The words for states, in the reader's language and in English."""
    statuses: dict[str, str] = {}
    for language in (SOURCE, words.language):
        for status in Status:
            for phrase in phrases(f"state_{status.value}", language):
                statuses[strip_edges(plain(phrase))] = status.value
    return statuses


def _codes(query: BookingQuery) -> list[str]:
    tokens = [word.strip("#.,;:").upper() for word in query.words]
    return [one for one in tokens if len(one) == CODE_LENGTH and _LETTERS.issuperset(one)][
        :_MOST_CODES
    ]


def _without_fillers(words: Words, tokens: Sequence[str]) -> list[str]:
    """Without "with" and the like, which mean nothing alone."""
    fillers = {key_of(one) for one in phrases("fillers", words.language)}
    return [one for one in tokens if key_of(one) and key_of(one) not in fillers]


async def _candidates(turn: Turn, words: Sequence[str]) -> list[BookingParties]:
    """Everybody the names may mean."""
    coaches, rest = _coaches(turn, words)
    matches: list[BookingParties] = []
    for coach in coaches:
        if not rest:
            matches.append(BookingParties(coach, None))
            continue
        customers = await _customers(turn, rest)
        matches += [BookingParties(coach, customer) for customer in customers]
    themselves = {} if rest else {coach.person_id for coach in coaches}
    everybody = await _customers(turn, words)
    matches += [BookingParties(None, one) for one in everybody if one.id not in themselves]
    if not matches and turn.actor.may(Permission.ANY_SESSION):
        names = {one.id: one.name for one in turn.catalogue.coaches.values()}
        near = alike(" ".join(words), names, MOST)
        matches = [BookingParties(turn.catalogue.coaches[one], None) for one in near]
    return matches[:MOST]


async def _customers(turn: Turn, words: Sequence[str]) -> Sequence[CustomerRef]:
    return await queries.matching_customers(
        turn.database, " ".join(words), actor=turn.actor, most=MOST
    )


def _coaches(turn: Turn, words: Sequence[str]) -> tuple[list[Coach], list[str]]:
    """The coaches named by the longest possible part of the words, and the other words."""
    if not turn.actor.may(Permission.ANY_SESSION):
        return [], list(words)
    tokens = [key_of(word) for word in words]
    for length in range(len(tokens), 0, -1):
        for first in range(len(tokens) - length + 1):
            part = set(tokens[first : first + length])
            matches = [
                coach
                for coach in turn.catalogue.coaches.values()
                if part <= set(key_of(coach.name).split())
            ]
            if matches:
                return matches[:MOST], [*words[:first], *words[first + length :]]
    return [], list(words)


def _narrow(filters: BookingFilters, one: BookingParties) -> BookingFilters:
    if one.coach is not None:
        filters = replace(filters, coach=one.coach.id)
    if one.customer is not None:
        filters = replace(filters, customer=one.customer.id)
    return filters
