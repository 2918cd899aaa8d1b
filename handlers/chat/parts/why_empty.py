"""Why nothing is free: the reasons that end the sentence which says so.

Each sentence is in the catalogues twice: alone, and as `…_why` with a reason after a colon.
`domain.starts.empty_reasons` decides which reasons are told; here they get their words, which name
the closure, the caps and the hours if these are known. A coach reads about themself, and nobody
reads more than they need: the reason for leave is in no sentence.
"""

from collections.abc import Sequence
from html import unescape

from domain.services.catalogue import Coach
from domain.services.display_zones import of_business
from domain.services.limits import FullPeriod
from domain.starts.constraints import Constraints, Reason, reason_of
from domain.starts.rooming import resource_ids_for, resources_closed
from domain.time.spans import Span, intersect, moment, union
from domain.working_hours.availability import spans_of
from domain.working_hours.closures import names_of
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.queries.starts.availability import NothingFree
from handlers.wording.words import Html, Words
from handlers.wording.working_week import hours_text

# Told about one by name, about you, or about everybody.
_OF_COACH = (Reason.HOURS, Reason.LEAVE, Reason.CAP)
# Reasons that say little without their hours.
_OF_HOURS = frozenset({Reason.BOOKED, Reason.BUFFER, Reason.GAP, Reason.ROOM})
MOST_COACHES = 3  # each with a reason of their own
MOST_WINDOWS = 3  # of a day, in a sentence
ONE_DAY = 25 * 3600
LONGEST_TOAST = 190  # letters; Telegram takes 200


async def sentence(turn: Turn, search: Search, window: Span, message: str, **names: str) -> str:
    """The message as Telegram HTML, with the reasons that leave nothing of the window."""
    words, why = turn.words, await because(turn, search, window)
    if why is None:
        return words.text(message, **names)
    return words.text(f"{message}_why", why=why, **names)


async def toast(turn: Turn, search: Search, window: Span, message: str) -> str:
    """The same as plain text, shortened to fit a pop-up."""
    words, why = turn.words, await because(turn, search, window)
    if why is None:
        return words.label(message)
    text = words.label(f"{message}_why", why=unescape(why))
    return text if len(text) <= LONGEST_TOAST else words.label(message)


async def because(turn: Turn, search: Search, window: Span) -> Html | None:
    """What leaves nothing of the window, None if something is free."""
    emptied = await search.why_empty(turn, window)
    if len(emptied) == 1:
        [first] = emptied
        whose = "you" if first.coach.person_id == turn.person.id else ""
        return _with_hours(turn, search, first, window, _one(turn, first, window, whose))
    return _of_several(turn, emptied, window) if emptied else None


async def of_start(turn: Turn, search: Search, at: int) -> Html | None:
    """What keeps several coaches from one start, None if anybody is free then."""
    each = await search.whys(turn, at)
    return _of_several(turn, each, (at, at + 1)) if each else None


def _of_several(turn: Turn, empty_coaches: Sequence[NothingFree], window: Span) -> Html:
    first = empty_coaches[0]
    if all(one.reasons == first.reasons for one in empty_coaches):
        return _one(turn, first, window, "everybody")
    if len(empty_coaches) <= MOST_COACHES:
        sentences = [_by_name(turn, one, window) for one in empty_coaches]
        return Html("; ".join(sentences))
    return _of_many(turn.words, empty_coaches)


def of_reasons(words: Words, reasons: Sequence[Reason], coach: str, whose: str = "") -> Html | None:
    """Reasons without their details, None if there are none. whose: you, for that coach."""
    sentences = [Html(words.text(_message(reason, whose), coach=coach)) for reason in reasons]
    return _together(words, sentences) if sentences else None


def closure_told(turn: Turn, coach: Coach, window: Span, message: str) -> tuple[str, str]:
    """The message with the one named closure of the business in a window, and its name; the plain
    message and "" if it has no name, or there are several."""
    first, last = (moment(instant).astimezone(coach.tz).date() for instant in window)
    closures, opened_days = turn.catalogue.closures, coach.opened_days
    names = names_of(closures, opened_days, first, max(first, last), turn.words.language)
    return (f"{message}_for", names[0]) if len(names) == 1 and names[0] else (message, "")


def _one(turn: Turn, nothing_free: NothingFree, window: Span, whose: str) -> Html:
    sentences = [
        _reason_sentence(turn, nothing_free, reason, window, whose)
        for reason in nothing_free.reasons
    ]
    return _together(turn.words, sentences)


def _together(words: Words, sentences: Sequence[Html]) -> Html:
    """One reason, or several that each take a part."""
    if len(sentences) == 1:
        return sentences[0]
    return Html(words.text("why.mixed", first=Html("; ".join(sentences[:-1])), rest=sentences[-1]))


def _reason_sentence(
    turn: Turn, nothing_free: NothingFree, reason: Reason, window: Span, whose: str
) -> Html:
    words, coach = turn.words, nothing_free.coach.name
    if reason is Reason.CLOSURE:
        message, closure = closure_told(
            turn, nothing_free.coach, (window[0], window[1] - 1), "why.closure"
        )
        return Html(words.text(message, closure=closure))
    if reason is Reason.NOTICE and nothing_free.service.rules.notice_book:
        if window[1] <= int(turn.now.timestamp()):
            return Html(words.text("why.past"))
        notice = words.length(nothing_free.service.rules.notice_book)
        return Html(words.text("why.notice_of", notice=notice))
    if reason is Reason.ROOM and (closed := _closed_rooms(turn, nothing_free, window)) is not None:
        return Html(words.text("why.room_shut_one" if closed else "why.room_shut", room=closed))
    if reason in (Reason.CAP, Reason.LIMIT) and whose != "everybody":
        full = _full(nothing_free.constraints, reason, window)
        if full is not None:
            period = "week" if full.weekly else "day"
            end = "_you" if whose else ""
            message = f"why.full_{full.whose}_{period}{end}"
            return Html(words.plural(message, full.most, coach=coach))
    return Html(words.text(_message(reason, whose), coach=coach))


def _message(reason: Reason, whose: str = "") -> str:
    """The message that tells a reason. whose: you or everybody."""
    return f"why.{reason}_{whose}" if whose and reason in _OF_COACH else f"why.{reason}"


def _by_name(turn: Turn, nothing_free: NothingFree, window: Span) -> Html:
    """What keeps one of several coaches, with their name."""
    why = _one(turn, nothing_free, window, "")
    if len(nothing_free.reasons) == 1 and nothing_free.reasons[0] in _OF_COACH:
        return why
    return Html(turn.words.text("why.with", coach=nothing_free.coach.name, why=why))


def _of_many(words: Words, empty_coaches: Sequence[NothingFree]) -> Html:
    """What keeps many coaches: some for one reason, some for another."""
    reasons = {reason for one in empty_coaches for reason in one.reasons}
    sentences = [Html(words.text(f"why.{reason}_some")) for reason in Reason if reason in reasons]
    if len(sentences) == 1:
        return sentences[0]
    first = Html(", ".join(sentences[:-1]))
    return Html(words.text("why.list", first=first, last=sentences[-1]))


def _with_hours(
    turn: Turn, search: Search, nothing_free: NothingFree, window: Span, why: Html
) -> Html:
    """For one day, with its hours: if all are booked, nothing else shows them."""
    if window[1] - window[0] > ONE_DAY or not _OF_HOURS.issuperset(nothing_free.reasons):
        return why
    within = intersect(spans_of(nothing_free.occupancy.openings), [window])
    if not 0 < len(within) <= MOST_WINDOWS:
        return why
    zone = search.zone

    def minute(instant: int) -> int:
        wall = moment(instant).astimezone(zone)
        return wall.hour * 60 + wall.minute

    windows = [(minute(start), minute(end) or 1440) for start, end in within]
    if any(start >= end for start, end in windows):  # the clock goes back
        return why
    hours = hours_text(turn.words, windows)
    if search.display_zone != of_business(turn.catalogue.business.zone, turn.zone):
        hours = turn.words.in_zone(hours, search.display_zone)
    mine = nothing_free.coach.person_id == turn.person.id
    message = "why.works_you" if mine else "why.works"
    return Html(turn.words.text(message, coach=nothing_free.coach.name, hours=hours, why=why))


def _closed_rooms(turn: Turn, nothing_free: NothingFree, window: Span) -> str | None:
    """What is closed at all starts without a room, if nothing else would do; "" for one of several,
    None if some of it is booked."""
    service, there = nothing_free.service, turn.catalogue.resources
    needs = turn.catalogue.needs_of(service)
    open_then = intersect(spans_of(nothing_free.occupancy.openings), [window])
    starts = intersect(union(nothing_free.constraints.crowded), open_then)
    if not resources_closed(service, needs, there, starts):
        return None
    able = resource_ids_for(needs, there)
    return there[able[0]].name if len(able) == 1 else ""


def _full(constraints: Constraints, reason: Reason, window: Span) -> FullPeriod | None:
    """The cap that all days of the window have reached, if it is a single one."""
    matches = [
        full
        for full in constraints.full
        if reason_of(full) is reason and full.start < window[1] and window[0] < full.end
    ]
    kinds = {(full.whose, full.weekly, full.most) for full in matches}
    return matches[0] if len(kinds) == 1 else None
