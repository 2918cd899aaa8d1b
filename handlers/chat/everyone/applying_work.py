"""What an applicant would do, and when.

6 services   existing ones, ticked; and what else, in words
7 hours      usual ones, tapped; or typed
"""

from dataclasses import replace
from typing import Final

from domain.coaches.applications import (
    LONGEST_WISH,
    NO_HOURS,
    Application,
    ApplicationOver,
    ApplicationState,
    ApplicationStep,
)
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from handlers.buttons.application_links import Apply
from handlers.buttons.keyboards import in_rows
from handlers.buttons.labels import lengths_key
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.everyone import applying_look
from handlers.chat.everyone.applying_look import change, navigation, step_text
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import applications, plans, week
from handlers.chat.parts.usual_weeks import USUAL_WEEKS, as_week
from handlers.queries.coaches import applications as queries
from handlers.typing.hours import read_hours
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.working_week import hours_text

SERVICES: Final = "apply.services"
HOURS: Final = "apply.hours"
MOST_SERVICES: Final = 50


@button("apc")
class ApplyTick(Press):
    """They would do this service (1), or not (0). page: of the services."""

    service: int
    does: int
    page: int = 0


@button("app")
class ApplyTickPage(Press):
    """Another page of services."""

    page: int


@button("apf")
class ApplyNoWish(Press):
    """Nothing besides what is ticked."""


@button("apu")
class ApplyUsualWeek(Press):
    """Hours of USUAL_WEEKS."""

    which: int


@button("aph")
class ApplyHours(Press):
    """Hours as they were typed and shown. plan: see `plans`."""

    plan: str


async def services(turn: Turn, draft: Application, page: int = 0) -> Reply:
    """Which existing services, and what else."""
    return await ask(turn, _services_question(turn, draft, page))


def _services_question(turn: Turn, draft: Application, page: int) -> Question:
    words = turn.words
    visible_services = sorted(
        (s for s in turn.catalogue.services.values() if not s.hidden),
        key=lambda s: (s.position, s.id),
    )
    keys = [
        switch(
            words,
            lengths_key(words, one, one.options),
            one.id in draft.service_ids,
            ApplyTick(one.id, int(one.id not in draft.service_ids), page),
        )
        for one in visible_services
    ]
    text = words.text(
        "apply.services" if visible_services else "apply.services_none", limit=LONGEST_WISH
    )
    rows: list[Row] = [*page_rows(words, keys, page, ApplyTickPage, width=1)] if keys else []
    if draft.wish:
        text = f"{text}\n\n{words.text('apply.so_far', note=draft.wish)}"
        rows.append((Key(words.label("apply.no_wish"), ApplyNoWish()),))
    onward = "next" if draft.service_ids or draft.wish else "later_step"
    steps = navigation(turn, draft, ApplicationStep.SERVICES, onward)
    screen = Screen(step_text(turn, ApplicationStep.SERVICES, text), (*rows, *steps))
    return Question(SERVICES, screen, {"page": page})


async def turn_page(turn: Turn, press: ApplyTickPage) -> Reply:
    return await services(turn, await _draft(turn), press.page)


async def tick(turn: Turn, press: ApplyTick) -> Reply:
    """On or off, as the button said; a second press changes nothing. Raises NotFound."""
    service = turn.catalogue.services.get(press.service)
    if service is None or service.hidden:
        raise NotFound

    def toggle(now: Application) -> Application:
        others = [one for one in now.service_ids if one != press.service]
        ids = [*others, press.service] if press.does else others
        return replace(now, service_ids=tuple(sorted(ids))[:MOST_SERVICES])

    return await services(
        turn, await change(turn, toggle, reached=ApplicationStep.SERVICES), press.page
    )


async def take_wish(turn: Turn) -> Reply:
    """What they would do, in words."""
    draft = await _draft(turn)
    try:
        wish = field_text.passage(turn.text, "wish", LONGEST_WISH)
    except BadInput as refusal:
        return await ask_again(turn, _services_question(turn, draft, 0), refusal)
    draft = await change(turn, lambda now: replace(now, wish=wish), reached=ApplicationStep.HOURS)
    return await (applying_look.look if draft.reached is ApplicationStep.LOOK else hours)(
        turn, draft
    )


async def no_wish(turn: Turn, press: ApplyNoWish) -> Reply:
    """Nothing besides what is ticked."""
    draft = await change(
        turn, lambda now: replace(now, wish=None), reached=ApplicationStep.SERVICES
    )
    return await services(turn, draft)


async def hours(turn: Turn, draft: Application) -> Reply:
    """When they would work."""
    return await ask(turn, _hours_question(turn, draft))


def _hours_question(turn: Turn, draft: Application) -> Question:
    words = turn.words
    keys = [
        Key(
            words.label(
                "hours.line",
                day=week.weekday_names(words, days),
                hours=hours_text(words, ((starts, ends),)),
            ),
            ApplyUsualWeek(number),
        )
        for number, (days, starts, ends) in enumerate(USUAL_WEEKS)
        if as_week(days, starts, ends) != draft.week
    ]
    text = words.text("apply.hours", zone=words.zone_in_full(draft.zone))
    if any(draft.week):
        text = f"{text}\n\n{words.text('apply.so_far', note=applications.hours(turn, draft))}"
    onward = "next" if any(draft.week) else "later_step"
    rows = (*in_rows(keys, 1), *navigation(turn, draft, ApplicationStep.HOURS, onward))
    return Question(HOURS, Screen(step_text(turn, ApplicationStep.HOURS, text), rows))


async def usual_week(turn: Turn, press: ApplyUsualWeek) -> Reply:
    """These hours, and no others. Raises NotFound."""
    if not 0 <= press.which < len(USUAL_WEEKS):
        raise NotFound
    new_week = as_week(*USUAL_WEEKS[press.which])
    return await _save(turn, lambda now: replace(now, week=new_week))


async def take_hours(turn: Turn) -> Reply:
    """Typed hours, as they were understood; without days they mean Monday to Friday."""
    draft = await _draft(turn)
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    return await reading_confirmation.confirm(
        turn,
        _hours_question(turn, draft),
        plans.for_days(reading, week.weekdays(week.WORKDAYS)),
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(turn.words, plan)), ApplyHours(plans.pack(plan))
        ),
        change=Apply(ApplicationStep.HOURS),
        rule="refusal.hours_example",
        zone=draft.zone,
    )


async def save_hours(turn: Turn, press: ApplyHours) -> Reply:
    """As they were shown, and none on other days. Raises NotFound."""
    plan = plans.unpack(press.plan)
    if not all(part.days for part in plan):
        raise NotFound
    new_week = list(NO_HOURS)
    for part in plan:
        for day in part.days:
            new_week[day] = tuple(part.windows)
    return await _save(turn, lambda now: replace(now, week=tuple(new_week)))


async def _save(turn: Turn, edit: applying_look.ApplicationEdit) -> Reply:
    return await applying_look.look(turn, await change(turn, edit, reached=ApplicationStep.LOOK))


async def _draft(turn: Turn) -> Application:
    draft = await queries.own(turn.database, actor=turn.actor)
    if draft is None or draft.state is not ApplicationState.DRAFT:
        raise ApplicationOver
    return draft


SCRIPT = Script(
    presses={
        ApplyTick: Step(tick, Permission.APPLY),
        ApplyTickPage: Step(turn_page, Permission.APPLY),
        ApplyNoWish: Step(no_wish, Permission.APPLY),
        ApplyUsualWeek: Step(usual_week, Permission.APPLY),
        ApplyHours: Step(save_hours, Permission.APPLY),
    },
    answers={
        SERVICES: AnswerStep(take_wish, Permission.APPLY),
        HOURS: AnswerStep(take_hours, Permission.APPLY),
    },
)
