"""Closures: listed, on cards, typed, checked and announced."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.refusals import BadInput, NotFound
from domain.text import field_text, names
from domain.time.periods import LONGEST_YEARLY, Period
from domain.working_hours.closures import LONGEST, LONGEST_NAME, Closure
from handlers.actions.services.catalogue import newest
from handlers.buttons.coach_links import ShowBusiness, ShowClosures
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Screen
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.dates import examples
from handlers.typing.closures import TypedClosure
from handlers.typing.reading import LONGEST_FRAGMENT, ParseFailure
from handlers.wording import cards, periods
from handlers.wording.words import zone_info

LISTED, NAMED = f"{LISTENS}closures", "closures.name"
MOST_LINES: Final = 12


@button("clf")
class ChooseClosureStart(Press):
    """Pick the first day in the month of this day."""

    month: date


@button("clc")
class ShowClosure(Press):
    """The card of a closure."""

    closure: int


@button("cly")
class SetYearly(Press):
    """Each year (1), or once (0). agreed: as in `SaveClosure`."""

    closure: int
    yearly: int
    agreed: str = ""


@button("clx")
class Reopen(Press):
    """Be open on these days. sure: it has been confirmed."""

    closure: int
    sure: int


@button("clp")
class ShowHolidays(Press):
    """The public holidays the business keeps."""


async def show_list(turn: Turn, closures: tuple[Closure, ...], page: int = 0) -> Reply:
    words, now = turn.words, today(turn)
    upcoming = sorted(
        (stretch[0], closure.id, closure)
        for closure in closures
        if (stretch := closure.period.coming(now))
    )
    lines = [line(turn, closure) for *_, closure in upcoming[:MOST_LINES]]
    if more := upcoming[MOST_LINES:]:
        lines.append(words.plural("refusal.leave_hits_more", len(more)))
    body = cards.bullet(lines) if lines else words.text("closures.none")
    labels = LabelFitter(words, WHOLE)
    keys = [
        Key(labels.user_text("closure", line(turn, c)), ShowClosure(c.id)) for *_, c in upcoming
    ]
    rows = page_rows(words, keys, page, ShowClosures, width=1) if keys else ()
    add = Key(words.label("closures.add"), ChooseClosureStart(now), PRIMARY)
    holidays = Key(words.label("holidays.key"), ShowHolidays())
    first = examples(now)["days"]
    hint = words.text("closures.hint", days=first)
    text = cards.with_title(words.text("closures.title"), body, hint)
    out = way_out(words, ShowBusiness())
    return await ask(turn, Question(LISTED, Screen(text, (*rows, (add, holidays), out))))


async def show_card(turn: Turn, closure_id: int, toast: str = "") -> Reply:
    words = turn.words
    catalogue = await newest(turn.database) if toast else turn.catalogue
    closure = next((c for c in catalogue.closures if c.id == closure_id), None)
    if closure is None:
        raise NotFound
    period = closure.period
    parts, rows = [words.text("closures.card")], list[tuple[Key, ...]]()
    if closure.region:
        parts.append(words.text("closures.is_holiday"))
    else:
        parts.append(words.text("closures.type_name"))
        if (period.last or period.first) - period.first < timedelta(days=LONGEST_YEARLY):
            turned = SetYearly(closure_id, int(not period.yearly))
            rows.append((switch(words, words.label("closures.yearly"), period.yearly, turned),))
    reopening = Key(words.label("closures.reopen"), Reopen(closure_id, 0), DANGER)
    rows += [(reopening,), way_out(words, ShowClosures())]
    title = words.text("closures.line_title", what=line(turn, closure))
    screen = Screen(cards.with_title(title, *parts), tuple(rows))
    if closure.region:
        return Reply(screen, toast=toast or None)
    reply = await ask(turn, Question(NAMED, screen, {"closure": closure_id}))
    return replace(reply, toast=toast or None)


def today(turn: Turn) -> date:
    """Today, where the business is."""
    return turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()


def line(turn: Turn, closure: Closure) -> str:
    """Its days, and what they are for."""
    words, days = turn.words, periods.period_text(turn.words, closure.period)
    name = closure.name_in(words.language)
    return words.label("closures.line", days=days, closure=name) if name else days


def validate(closure: TypedClosure, text: str, today: date) -> TypedClosure | ParseFailure:
    """The closure with its name tidied, or why it cannot be one. text: as it was typed."""
    first, last = closure.dates.first, closure.dates.last
    if last is None:
        return ParseFailure("date_no_end", "", f"{first.isoformat()}")
    longest = LONGEST_YEARLY if closure.dates.yearly else LONGEST
    if (last - first).days >= longest:
        return ParseFailure("date_too_long", "", f"{first.isoformat()}")
    if reason := periods.why_not(Period(first, last, closure.dates.yearly), today):
        return ParseFailure(reason, text[:LONGEST_FRAGMENT], examples(today)["days"])
    try:
        name = field_text.line(closure.name, "name", LONGEST_NAME) if closure.name else ""
    except BadInput:
        name = names.cut(names.tidy(closure.name), LONGEST_NAME)
    return TypedClosure(closure.dates, name)


def of_typed(closure: TypedClosure) -> Closure:
    """What would be saved."""
    dates = closure.dates
    return Closure(0, closure.name, Period(dates.first, dates.last, dates.yearly))


def period_of(first: date, last: date, yearly: bool) -> Period:
    """The period of a button. BadInput for one we never offered."""
    try:
        return Period(first, last, yearly)
    except ValueError:
        raise BadInput("days") from None
