"""Services that a coach does only at certain times of their hours.

/hours → services   what they do, and when
1 edit              typed hours of weekdays, or whenever they work
typed               what was understood → save, or typed again
"""

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.service import Service
from handlers.actions.working_hours.seasons import set_service_times
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.coach.working_hours import dated_hours
from handlers.chat.coach.working_hours.hours import RULE
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.typing.hours import DayHours, Hours, read_hours
from handlers.typing.reading import ParseFailure, one_of, readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards

TYPED = "hours.service"


@button("hi")
class EditTimes(Press):
    """The times at which they do a service."""

    coach: int
    service: int


@button("hsv")
class SaveTimes(Press):
    """These times, as they were shown; plan "": whenever they work. agreed: as in
    `hours.SavePlan`."""

    coach: int
    service: int
    plan: str = ""
    agreed: str = ""


async def show(turn: Turn, press: week.ShowTimes) -> Reply:
    """What they do, and when."""
    return Reply(_list(turn, coach_under(turn, press.coach), press.page))


async def edit(turn: Turn, press: EditTimes) -> Reply:
    """Ask for the times of a service."""
    coach = coach_under(turn, press.coach)
    return await ask(turn, _question(turn, coach, _service(turn, coach, press.service)))


async def take_times(turn: Turn) -> Reply:
    """The typed times as they were understood."""
    words, coach = turn.words, coach_under(turn, fact(turn, "coach"))
    service = _service(turn, coach, fact(turn, "service"))
    reading = read_hours(turn.text, vocabulary_of(words.locale))
    if not isinstance(reading, ParseFailure):
        values = readings_of(reading)
        meanings = tuple(one for hours in values for one in dated_hours.for_season(hours))
        fitting = tuple(one for one in meanings if len(plans.pack(one)) <= plans.LONGEST_PACKED)
        reading = one_of(fitting) if fitting else ParseFailure("hours_too_much", "", "9-13, 14-17")
    return await reading_confirmation.confirm(
        turn,
        _question(turn, coach, service),
        reading,
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(words, plan)), SaveTimes(coach.id, service.id, plans.pack(plan))
        ),
        change=EditTimes(coach.id, service.id),
        rule=RULE,
        zone=coach.zone,
    )


async def save(turn: Turn, press: SaveTimes) -> Reply:
    """These times, or whenever they work."""
    coach = coach_under(turn, press.coach)
    service = _service(turn, coach, press.service)
    plan = plans.unpack(press.plan) if press.plan else None
    if plan is not None and not all(part.days for part in plan):
        raise NotFound
    result = await set_service_times(
        turn.database,
        coach.id,
        service.id,
        None if plan is None else [(part.days, part.windows) for part in plan],
        **turn.intent,
        agreed=press.agreed,
    )
    toast = turn.words.label("hours.saved_toast")
    return Reply(_list(turn, result.coach, 0), toast=toast)


def _list(turn: Turn, coach: Coach, page: int) -> Screen:
    words = turn.words
    services = sorted(
        (s for s in turn.catalogue.services.values() if s.id in coach.service_ids),
        key=lambda s: (s.position, s.id),
    )
    lines = [
        words.text("service_times.line", service=s.title, times=_times(turn, coach, s))
        for s in services
    ]
    labels = LabelFitter(words, WHOLE)
    keys = [Key(labels.user_text("service", s.title), EditTimes(coach.id, s.id)) for s in services]
    rows = page_rows(words, keys, page, lambda n: week.ShowTimes(coach.id, n), width=1)
    text = cards.with_title(
        week.title(turn, coach),
        cards.bullet(lines[:30]) if lines else words.text("service_times.none"),
        words.text("service_times.rule"),
    )
    key_rows: tuple[Row, ...] = rows if keys else ()
    return Screen(text, (*key_rows, way_out(words, ShowWeek(coach.id))))


def _question(turn: Turn, coach: Coach, service: Service) -> Question:
    words = turn.words
    text = cards.with_title(
        week.title(turn, coach),
        words.text("service_times.now", service=service.title, times=_times(turn, coach, service)),
        words.text("service_times.type", zone=words.zone(coach.zone)),
    )
    rows: list[Row] = []
    if service.id in coach.hours.within:
        always = SaveTimes(coach.id, service.id)
        rows.append((Key(words.label("service_times.always_key"), always),))
    screen = Screen(text, (*rows, way_out(words, week.ShowTimes(coach.id))))
    return Question(TYPED, screen, {"coach": coach.id, "service": service.id})


def _times(turn: Turn, coach: Coach, service: Service) -> str:
    words, its = turn.words, coach.hours.within.get(service.id)
    if its is None:
        return words.label("service_times.always")
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for n, windows in enumerate(its.weekly):
        if windows:
            alike.setdefault(windows, []).append(n)
    plan: Hours = tuple(DayHours(tuple(days), windows) for windows, days in alike.items())
    return "; ".join(week.lines(words, plan)) or words.label("service_times.never")


def _service(turn: Turn, coach: Coach, service_id: int) -> Service:
    service = turn.catalogue.services.get(service_id)
    if service is None or service_id not in coach.service_ids:
        raise NotFound
    return service


SCRIPT = Script(
    presses={
        week.ShowTimes: Step(show, Permission.HOURS),
        EditTimes: Step(edit, Permission.HOURS),
        SaveTimes: Step(save, Permission.HOURS),
    },
    answers={TYPED: AnswerStep(take_times, Permission.HOURS)},
)
