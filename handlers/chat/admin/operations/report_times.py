"""A member of the team sets when reports come by themselves.

/report → Send me this regularly     every morning, every Monday: at which hour, or never
each                                 an hour tapped or typed, or never
"""

from typing import Final

from domain.business.report import month_of
from domain.business.report_times import USUAL, ReportFrequency, ReportSchedule
from domain.coaches.digests import OFF
from domain.roles import Permission
from handlers.actions.business import report_subscriptions as actions
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.report_links import ShowReport, ShowReportTimes
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.business import reports as queries
from handlers.typing.reading import ParsedValue
from handlers.typing.time_of_day import read_time_of_day
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.words import Words, zone_info

HOUR: Final = "report.hour"
KINDS: Final = tuple(ReportFrequency)
HOURS: Final = (*range(6 * 60, 9 * 60 + 31, 30), 18 * 60, 20 * 60, 21 * 60, 22 * 60)


@button("rpe")
class ChooseReportHour(Press):
    """Ask at which hour. every: its index in KINDS."""

    every: int


@button("rps")
class SetReportHour(Press):
    """At this minute of the day, or OFF."""

    every: int
    minute: int


async def show(turn: Turn, press: ShowReportTimes) -> Reply:
    """When they come."""
    return Reply(await _screen(turn))


async def choose(turn: Turn, press: ChooseReportHour) -> Reply:
    """The hours to tap; another may be typed."""
    return await ask(turn, await _question(turn, _every(press.every)))


async def take_hour(turn: Turn) -> Reply:
    """The hour as typed."""
    every = _every(int(fact(turn, "every")))
    reading = read_time_of_day(turn.text, vocabulary_of(turn.words.locale))
    if isinstance(reading, ParsedValue):
        return await _set(turn, every, reading.value)

    def option(minute: int) -> reading_confirmation.Option:
        return reading_confirmation.Option(
            turn.words.minute(minute), SetReportHour(_number(every), minute)
        )

    return await reading_confirmation.confirm(
        turn,
        await _question(turn, every),
        reading,
        option,
        change=ChooseReportHour(_number(every)),
        rule="typing.example",
    )


async def set_hour(turn: Turn, press: SetReportHour) -> Reply:
    """Save it."""
    return await _set(turn, _every(press.every), None if press.minute == OFF else press.minute)


async def _set(turn: Turn, every: ReportFrequency, minute: int | None) -> Reply:
    await actions.set_minute(
        turn.database,
        every,
        minute,
        zone=turn.zone,
        **turn.intent,
    )
    return Reply(await _screen(turn), toast=turn.words.label("digest.saved"), aloud=True)


async def _screen(turn: Turn) -> Screen:
    words = turn.words
    schedule = await queries.schedule(turn.database, actor=turn.actor)
    lines = [
        words.text(f"report_times.{e}_line", at=_time_label(words, schedule, e)) for e in KINDS
    ]
    text = cards.with_title(
        words.text("report_times.title", zone=words.zone(_zone(turn))),
        "\n".join(lines),
        words.text("report_times.hint"),
    )
    rows: list[Row] = [
        (
            Key(
                words.label(f"report_times.{e}_key", at=_time_label(words, schedule, e)),
                ChooseReportHour(_number(e)),
            ),
        )
        for e in KINDS
    ]
    month = month_of(turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date())
    back = ShowReport(month.first, month.last)
    return Screen(text, (*rows, way_out(words, back)))


async def _question(turn: Turn, every: ReportFrequency) -> Question:
    words, number = turn.words, _number(every)
    now = (await queries.schedule(turn.database, actor=turn.actor)).of(every)
    hours = [choice_key(words.minute(m), SetReportHour(number, m), chosen=now == m) for m in HOURS]
    never = choice_key(
        words.label("report_times.never"), SetReportHour(number, OFF), chosen=now is None
    )
    text = cards.with_title(
        words.text(f"report_times.ask_{every}"),
        words.text("digest.type", at=words.minute(USUAL[every])),
    )
    rows = (*in_rows(hours, 4), (never,))
    screen = Screen(text, (*rows, way_out(words, ShowReportTimes())))
    return Question(HOUR, screen, {"every": number})


def _zone(turn: Turn) -> str:
    return turn.zone or turn.catalogue.business.zone


def _time_label(words: Words, schedule: ReportSchedule, every: ReportFrequency) -> str:
    minute = schedule.of(every)
    return words.label("digest.none") if minute is None else words.minute(minute)


def _every(number: int) -> ReportFrequency:
    """The kind on a button, which may be forged."""
    return KINDS[min(max(number, 0), len(KINDS) - 1)]


def _number(every: ReportFrequency) -> int:
    return KINDS.index(every)


SCRIPT = Script(
    presses={
        ShowReportTimes: Step(show, Permission.REPORTS),
        ChooseReportHour: Step(choose, Permission.REPORTS),
        SetReportHour: Step(set_hour, Permission.REPORTS),
    },
    answers={HOUR: AnswerStep(take_hour, Permission.REPORTS)},
)
