"""An admin closes the business on the public holidays of a country or a region.

/closures → holidays   which are kept; a country: the business's own, or typed
1 choose_part          all of the country, or a part of it whose holidays differ
2 review               the days of this year and the next → save
saved                  what is kept
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from domain.refusals import BadInput
from domain.roles import Permission
from handlers.actions.working_hours import closures as actions
from handlers.buttons.coach_links import ShowClosures
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.settings import closure_list
from handlers.chat.admin.settings.closure_list import ShowHolidays
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.places import holidays
from handlers.places.regions import label_of
from handlers.queries.starts import closures as queries
from handlers.wording import cards

COUNTRY: Final = "holidays.country"
AHEAD: Final = timedelta(days=366)
MOST_LINES: Final = 40


@button("clo")
class ChooseRegion(Press):
    """Which part of a country? page: from 0."""

    country: str
    page: int = 0


@button("clr")
class ReviewHolidays(Press):
    """The holidays of a country, or a part of it."""

    country: str
    part: str = ""


@button("clg")
class SaveHolidays(Press):
    """Be closed on these. agreed: as in `closures.SaveClosure`."""

    country: str
    part: str = ""
    agreed: str = ""


@button("clw")
class ForgetHolidays(Press):
    """Be open on these."""

    country: str
    part: str = ""


async def show(turn: Turn, press: ShowHolidays | None = None) -> Reply:
    """Which are kept, and a country to begin with."""
    return await ask(turn, await _question(turn))


async def take_country(turn: Turn) -> Reply:
    """The country that was typed."""
    try:
        country = holidays.country_named(turn.text, turn.words.locale)
        return await choose_part(turn, ChooseRegion(country))
    except BadInput as refusal:
        return await ask_again(turn, await _question(turn), refusal)


async def choose_part(turn: Turn, press: ChooseRegion) -> Reply:
    """All of the country, or one of its parts; a country without any is reviewed at once."""
    words, parts = turn.words, await holidays.parts_of(press.country)
    if not parts:
        return await review(turn, ReviewHolidays(press.country))
    country = label_of(words.locale, press.country, "")
    labels = LabelFitter(words, HALF)
    keys = [
        Key(labels.user_text("place", name), ReviewHolidays(press.country, c))
        for c, name in parts.items()
    ]
    rows = page_rows(words, keys, press.page, lambda page: ChooseRegion(press.country, page))
    whole = Key(
        words.label("holidays.whole", country=country), ReviewHolidays(press.country), PRIMARY
    )
    text = words.text("holidays.which_part", country=country)
    return Reply(Screen(text, ((whole,), *rows, way_out(words, ShowHolidays()))))


async def review(turn: Turn, press: ReviewHolidays) -> Reply:
    """The days, before anything is saved."""
    words, region = turn.words, _region(press)
    days = await holidays.holidays_of(region, _years(turn))
    today = closure_list.today(turn)
    lines = [
        words.label("closures.line", days=words.day(day), closure=names.get(words.language, name))
        for day, name, names in days
        if today <= day < today + AHEAD
    ]
    name = await _region_name(turn, region)
    body = cards.bullet([words.text("holidays.one", line=line) for line in lines[:MOST_LINES]])
    text = cards.with_title(
        words.text("holidays.review", region=name), body, words.text("holidays.ask")
    )
    yes = Key(words.label("holidays.save"), SaveHolidays(press.country, press.part), PRIMARY)
    return Reply(Screen(text, ((yes,), way_out(words, ChooseRegion(press.country)))))


async def save(turn: Turn, press: SaveHolidays) -> Reply:
    """Be closed on them from now on."""
    region, years = _region(press), _years(turn)
    days = await holidays.holidays_of(region, years)
    await actions.add_holidays(
        turn.database,
        region,
        years[-1],
        days,
        **turn.intent,
        agreed=press.agreed,
    )
    return await _show_saved(turn, turn.words.label("closures.saved"))


async def forget(turn: Turn, press: ForgetHolidays) -> Reply:
    """Be open on them again."""
    await actions.forget_holidays(turn.database, _region(press), **turn.intent)
    return await _show_saved(turn, turn.words.label("closures.reopened"))


async def _show_saved(turn: Turn, toast: str) -> Reply:
    reply = await show(turn)
    return Reply(reply.screen, toast=toast)


async def _question(turn: Turn) -> Question:
    words, rows = turn.words, list[Row]()
    regions = await queries.regions(turn.database, actor=turn.actor)
    lines = []
    for region in regions:
        country, _, part = region.partition("-")
        name = await _region_name(turn, region)
        lines.append(words.text("holidays.one", line=name))
        label = LabelFitter(words, 2 * HALF).label("holidays.forget", cut="place", place=name)
        rows.append((Key(label, ForgetHolidays(country, part), DANGER),))
    guess = holidays.country_of(turn.catalogue.business.zone)
    if guess:
        name = label_of(words.locale, guess, "")
        rows.insert(
            0, (Key(words.label("holidays.of", country=name), ChooseRegion(guess), PRIMARY),)
        )
    body = cards.bullet(lines) if lines else words.text("holidays.none")
    text = cards.with_title(words.text("holidays.title"), body, words.text("holidays.type"))
    return Question(COUNTRY, Screen(text, (*rows, way_out(words, ShowClosures()))))


async def _region_name(turn: Turn, region: str) -> str:
    """A region by name: Germany, Bavaria (Germany)."""
    country, _, part = region.partition("-")
    name = label_of(turn.words.locale, country, "")
    if not part:
        return name
    parts = await holidays.parts_of(country)
    return turn.words.label("holidays.part", part=parts.get(part, part), country=name)


def _region(press: ReviewHolidays | SaveHolidays | ForgetHolidays) -> str:
    return f"{press.country}-{press.part}" if press.part else press.country


def _years(turn: Turn) -> Sequence[int]:
    this = closure_list.today(turn).year
    return range(this, this + actions.YEARS_AHEAD + 1)


SCRIPT = Script(
    presses={
        ShowHolidays: Step(show, Permission.BUSINESS),
        ChooseRegion: Step(choose_part, Permission.BUSINESS),
        ReviewHolidays: Step(review, Permission.BUSINESS),
        SaveHolidays: Step(save, Permission.BUSINESS),
        ForgetHolidays: Step(forget, Permission.BUSINESS),
    },
    answers={COUNTRY: AnswerStep(take_country, Permission.BUSINESS)},
)
