"""Hours from a date on, and for a season: which apply when.

/hours → seasons   existing ones; typed below it: "from 1 March mon-fri 9-17" → what was
                   understood → save
1 choose_first     month calendar: the day from which it applies (→ several_dates)
card               its hours; change them, each year or once, drop it
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.time.periods import LONGEST_YEARLY
from domain.working_hours.seasons import Season
from handlers.actions.working_hours.seasons import delete_season, repeat_season
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.limits import LONGEST_TEXT, units_of_html
from handlers.buttons.pages import switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.coach.working_hours import dated_hours
from handlers.chat.coach.working_hours.dated_hours import NO_END
from handlers.chat.coach.working_hours.several_dates import ChooseLastDate, EditSeason
from handlers.chat.frame.answers import LISTENS, Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.chat.parts.calendar import month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.typing.hours import DayHours, Hours
from handlers.typing.reading import unread
from handlers.wording import cards, periods

LISTED = f"{LISTENS}seasons"
LONGEST = LONGEST_TEXT - 1000  # of all hours together; if longer, their cards show them


@button("hn")
class ChooseSeasonStart(Press):
    """Pick the first day in the month of this one. ends: whether the season ends (1) or not (0)."""

    coach: int
    month: date
    ends: int


@button("hc")
class ShowSeason(Press):
    """The card of a season."""

    coach: int
    season: int


@button("hz")
class RepeatSeason(Press):
    """Each year (1), or once (0). agreed: as in `hours.SavePlan`."""

    coach: int
    season: int
    yearly: int
    agreed: str = ""


@button("hf")
class DropSeason(Press):
    """Work as without it. agreed: as in `hours.SavePlan`."""

    coach: int
    season: int
    agreed: str = ""


async def show(turn: Turn, press: week.ShowSeasons) -> Reply:
    """Which hours apply when."""
    return await _show_list(turn, coach_under(turn, press.coach))


async def take_on_list(turn: Turn) -> Reply | None:
    """Dates with hours, typed below the list; None for any other text."""
    coach = coach_under(turn, fact(turn, "coach"))
    reading = dated_hours.read(turn, coach, turn.text)
    if unread(reading):
        return None
    return await dated_hours.confirm(turn, coach, _list(turn, coach), reading)


async def choose_first(turn: Turn, press: ChooseSeasonStart) -> Reply:
    """The calendar for the day from which it applies."""
    words, coach = turn.words, coach_under(turn, press.coach)
    bounds = week.bounds(turn, coach)
    month = within(press.month, bounds)

    def on_day(day: date) -> Press:
        if press.ends:
            return ChooseLastDate(coach.id, day, day, 1)
        return EditSeason(coach.id, day, NO_END)

    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        on_day,
        lambda other: ChooseSeasonStart(coach.id, other, press.ends),
    )
    text = words.text("seasons.choose_first")
    out = way_out(words, week.ShowSeasons(coach.id))
    return Reply(Screen(cards.with_title(week.title(turn, coach), text), (*rows, out)))


async def show_one(turn: Turn, press: ShowSeason) -> Reply:
    """The card."""
    coach = coach_under(turn, press.coach)
    return Reply(_card(turn, coach, press.season))


async def repeat(turn: Turn, press: RepeatSeason) -> Reply:
    """Each year, or once."""
    coach = coach_under(turn, press.coach)
    result = await repeat_season(
        turn.database,
        coach.id,
        press.season,
        bool(press.yearly),
        **turn.intent,
        agreed=press.agreed,
    )
    toast = turn.words.label("hours.saved_toast")
    return Reply(_card(turn, result.coach, press.season), toast=toast)


async def drop(turn: Turn, press: DropSeason) -> Reply:
    """Drop it."""
    coach = coach_under(turn, press.coach)
    result = await delete_season(
        turn.database,
        coach.id,
        press.season,
        **turn.intent,
        agreed=press.agreed,
    )
    toast = turn.words.label("seasons.dropped")
    return replace(await _show_list(turn, result.coach), toast=toast)


async def _show_list(turn: Turn, coach: Coach) -> Reply:
    return await ask(turn, _list(turn, coach))


def _list(turn: Turn, coach: Coach) -> Question:
    words, today = turn.words, week.bounds(turn, coach).first
    seasons = [one for one in coach.hours.seasons if not one.period.over(today)]
    seasons.sort(key=lambda one: (one.period.first, one.id))
    titles = [f"<b>{periods.period_text(words, one.period)}</b>" for one in seasons]
    paragraphs = [
        "\n".join([title, *_lines(turn, one)]) for title, one in zip(titles, seasons, strict=True)
    ]
    if units_of_html("\n\n".join(paragraphs)) > LONGEST:
        paragraphs = titles
    text = cards.with_title(
        week.title(turn, coach),
        "\n\n".join(paragraphs) if paragraphs else words.text("seasons.none"),
        words.text("seasons.hint" if paragraphs else "seasons.how", **examples(today)),
    )
    keys: list[Row] = [
        (Key(fit(periods.period_text(words, one.period), WHOLE), ShowSeason(coach.id, one.id)),)
        for one in seasons
    ]
    keys.append(
        (
            Key(words.label("seasons.from_key"), ChooseSeasonStart(coach.id, today, 0)),
            Key(words.label("seasons.for_key"), ChooseSeasonStart(coach.id, today, 1)),
        )
    )
    screen = Screen(text, (*keys, way_out(words, ShowWeek(coach.id))))
    return Question(LISTED, screen, {"coach": coach.id})


def _card(turn: Turn, coach: Coach, season_id: int) -> Screen:
    words = turn.words
    season = next((one for one in coach.hours.seasons if one.id == season_id), None)
    if season is None:
        raise NotFound
    period = season.period
    edit = EditSeason(coach.id, period.first, period.last or NO_END, int(period.yearly))
    rows: list[Row] = [(Key(words.label("seasons.edit"), edit),)]
    if period.last and period.last - period.first < timedelta(days=LONGEST_YEARLY):
        turned = RepeatSeason(coach.id, season.id, int(not period.yearly))
        rows.append((switch(words, words.label("closures.yearly"), period.yearly, turned),))
    rows.append((Key(words.label("seasons.drop"), DropSeason(coach.id, season.id), DANGER),))
    title = f"<b>{periods.period_text(words, period)}</b>"
    body = "\n".join([title, *_lines(turn, season)])
    text = cards.with_title(week.title(turn, coach), body, words.text("seasons.others"))
    return Screen(text, (*rows, way_out(words, week.ShowSeasons(coach.id))))


def _lines(turn: Turn, season: Season) -> list[str]:
    """A line for each set of weekdays with the same hours."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for n, windows in enumerate(season.weekly):
        if windows is not None:
            alike.setdefault(windows, []).append(n)
    plan: Hours = tuple(DayHours(tuple(days), windows) for windows, days in alike.items())
    return week.lines(turn.words, plan)


SCRIPT = Script(
    presses={
        week.ShowSeasons: Step(show, Permission.HOURS),
        ChooseSeasonStart: Step(choose_first, Permission.HOURS),
        ShowSeason: Step(show_one, Permission.HOURS),
        RepeatSeason: Step(repeat, Permission.HOURS),
        DropSeason: Step(drop, Permission.HOURS),
    },
    listens={LISTED: TextStep(take_on_list, Permission.HOURS)},
)
