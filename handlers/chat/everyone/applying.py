"""Somebody would like to be a coach, and says so step by step.

/become_coach, the profile 0 begin      what it is about → the first step; a draft resumes where it
stopped 1 name       as Telegram has it, or typed 2 category   an existing one, or typed 3 about
typed 4 place      typed, a location, or online 5 photo      sent, or left out 6 services   →
`applying_work` 7 hours      there, too 8 the last look, sent, taken back, answered →
`applying_look`

Each step saves its answer, and can be revisited or left: nothing is lost.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from domain.coaches.applications import Application, ApplicationState, ApplicationStep, CoachAlready
from domain.coaches.profiles import (
    LONGEST_ABOUT,
    LONGEST_CATEGORY,
    LONGEST_NAME,
    ONLINE,
    place_of,
    with_place,
)
from domain.refusals import BadInput
from domain.roles import Permission, Role
from domain.text import field_text, names
from handlers.actions.coaches import applying as actions
from handlers.buttons.application_links import Apply
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.everyone import applying_look, applying_work
from handlers.chat.everyone.applying_look import (
    ApplicationEdit,
    change,
    following,
    navigation,
    step_of,
    step_text,
)
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, Takes, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import categories
from handlers.chat.parts.profiles import (
    read_about,
    read_photo,
    read_place,
    where,
)
from handlers.queries.coaches import applications as queries

NAME, CATEGORY, ABOUT = "apply.name", "apply.category", "apply.about"
PLACE, PHOTO = "apply.place", "apply.photo"


@button("apb")
class BeginApplication(Press):
    """Yes, I would like to be a coach."""


@button("apk")
class ApplyCategory(Press):
    """One of those there are. category: as in `categories.number_of`."""

    category: int


@button("apo")
class ApplyOnline(Press):
    """Online only."""


@button("apx")
class ApplyNoPhoto(Press):
    """Without a photo."""


async def become(turn: Turn, press: Apply | None = None) -> Reply:
    """The step where they stopped, or the state of their application."""
    if turn.coach is not None:
        raise CoachAlready(turn.coach.id)
    last = await queries.own(turn.database, actor=turn.actor)
    if last is None or last.state is not ApplicationState.DRAFT:
        return applying_look.standing(turn, last, BeginApplication())
    step = press.step if press and press.step else last.reached
    return await show(turn, last, step_of(step))


async def begin(turn: Turn, press: BeginApplication) -> Reply:
    """The first step of a new one; a draft resumes."""
    full_name = " ".join(filter(None, (turn.person.first_name, turn.person.last_name)))
    name = names.cut(names.tidy(full_name), LONGEST_NAME) if names.visible(full_name) else ""
    draft = await actions.begin(
        turn.database,
        name,
        turn.zone or turn.catalogue.business.zone,
        **turn.intent,
    )
    if draft.state is not ApplicationState.DRAFT:
        return applying_look.standing(turn, draft, press)
    return await show(turn, draft, draft.reached)


async def show(turn: Turn, draft: Application, step: ApplicationStep) -> Reply:
    """A step of the way."""
    return await STEPS[step](turn, draft)


async def _name(turn: Turn, draft: Application) -> Reply:
    words = turn.words
    text = words.text("apply.name", name=draft.name) if draft.name else words.text("apply.no_name")
    onward = "keep_name" if draft.name else "later_step"
    return await _ask_step(turn, draft, ApplicationStep.NAME, NAME, text, (), onward=onward)


async def _category(turn: Turn, draft: Application) -> Reply:
    words = turn.words
    keys = categories.keys(
        words,
        categories.of_business(turn.catalogue),
        draft.category,
        lambda one: ApplyCategory(categories.number_of(one)),
    )
    text = words.text("apply.category", limit=LONGEST_CATEGORY)
    if draft.category:
        text = f"{text}\n\n{words.text('apply.so_far', note=draft.category)}"
    onward = "next" if draft.category else "skip"
    rows = in_rows(keys, 1)
    return await _ask_step(
        turn, draft, ApplicationStep.CATEGORY, CATEGORY, text, rows, onward=onward
    )


async def _about(turn: Turn, draft: Application) -> Reply:
    text = turn.words.text("apply.about", limit=LONGEST_ABOUT)
    if draft.about:
        text = f"{text}\n\n{turn.words.text('apply.so_far', note=draft.about)}"
    onward = "next" if draft.about else "later_step"
    return await _ask_step(turn, draft, ApplicationStep.ABOUT, ABOUT, text, (), onward=onward)


async def _place(turn: Turn, draft: Application) -> Reply:
    words, place = turn.words, place_of(draft)
    text, rows = words.text("apply.place"), list[Row]()
    if place.known:
        text = f"{text}\n\n{where(words, place)}"
        if place.on_map and place.address is None:
            text = f"{text}\n{words.text('apply.type_address')}"
        elif place.address is not None and not place.on_map:
            text = f"{text}\n{words.text('apply.share_location')}"
    if not place.online:
        rows.append((Key(words.label("coach.online"), ApplyOnline()),))
    onward = "next" if place.known else "later_step"
    return await _ask_step(turn, draft, ApplicationStep.PLACE, PLACE, text, rows, onward=onward)


async def _photo(turn: Turn, draft: Application) -> Reply:
    words, rows = turn.words, list[Row]()
    if draft.photo:
        rows.append((Key(words.label("coach.no_photo"), ApplyNoPhoto()),))
    onward = "next" if draft.photo else "skip"
    text = words.text("apply.photo")
    return await _ask_step(
        turn, draft, ApplicationStep.PHOTO, PHOTO, text, rows, onward, draft.photo
    )


async def _ask_step(
    turn: Turn,
    draft: Application,
    step: ApplicationStep,
    name: str,
    text: str,
    rows: Any,
    onward: str,
    photo: str | None = None,
) -> Reply:
    """A step answered by typing or sending. onward: the label of the key that goes on without."""
    body = step_text(turn, step, text)
    screen = Screen(body, (*rows, *navigation(turn, draft, step, onward)), picture=photo)
    return await ask(turn, Question(name, screen))


def _taking(step: ApplicationStep, read: Callable[[Turn, Application], ApplicationEdit]) -> Any:
    """Takes an answer, saves it and goes on; or says what is wrong with it and asks again."""

    async def take(turn: Turn) -> Reply:
        draft = await queries.own(turn.database, actor=turn.actor)
        if draft is None or draft.state is not ApplicationState.DRAFT:
            return await become(turn)
        try:
            edit = read(turn, draft)
        except BadInput as refusal:
            reply = await show(turn, draft, step)
            screen = replace(reply.screen or Screen(""), picture=None)
            return await ask_again(turn, Question(str(reply.asks), screen), refusal)
        return await _save(turn, step, edit)

    return take


async def _save(turn: Turn, step: ApplicationStep, edit: ApplicationEdit) -> Reply:
    """Save; on to the next step, or back to the last look if that was reached before."""
    draft = await change(turn, edit, reached=following(step))
    if step is ApplicationStep.PLACE and draft.place is None and not draft.online:
        return await show(turn, draft, step)  # a point on the map; its address is still to come
    return await show(
        turn,
        draft,
        ApplicationStep.LOOK if draft.reached is ApplicationStep.LOOK else following(step),
    )


def _line(attribute: str, longest: int) -> Callable[[Turn, Application], ApplicationEdit]:
    def read(turn: Turn, draft: Application) -> ApplicationEdit:
        return _put(attribute, field_text.line(turn.text, attribute, longest))

    return read


def _put(attribute: str, value: Any) -> ApplicationEdit:
    fields: dict[str, Any] = {attribute: value}
    return lambda now: replace(now, **fields)


def _place_read(turn: Turn, draft: Application) -> ApplicationEdit:
    place = read_place(turn, place_of(draft))
    return lambda now: with_place(now, place)


async def pick_category(turn: Turn, press: ApplyCategory) -> Reply:
    """One of those there are."""
    category = categories.by_number(turn.catalogue, press.category)
    return await _save(turn, ApplicationStep.CATEGORY, _put("category", category))


async def only_online(turn: Turn, press: ApplyOnline) -> Reply:
    """Online only."""
    return await _save(turn, ApplicationStep.PLACE, lambda now: with_place(now, ONLINE))


async def without_photo(turn: Turn, press: ApplyNoPhoto) -> Reply:
    """No photo after all."""
    return await _save(turn, ApplicationStep.PHOTO, _put("photo", None))


async def _become(turn: Turn) -> Reply:
    return await become(turn)


STEPS: Final[dict[ApplicationStep, Callable[[Turn, Application], Awaitable[Reply]]]] = {
    ApplicationStep.NAME: _name,
    ApplicationStep.CATEGORY: _category,
    ApplicationStep.ABOUT: _about,
    ApplicationStep.PLACE: _place,
    ApplicationStep.PHOTO: _photo,
    ApplicationStep.SERVICES: applying_work.services,
    ApplicationStep.HOURS: applying_work.hours,
    ApplicationStep.LOOK: applying_look.look,
}
_ANSWERS: Final = {
    NAME: _taking(ApplicationStep.NAME, _line("name", LONGEST_NAME)),
    CATEGORY: _taking(ApplicationStep.CATEGORY, _line("category", LONGEST_CATEGORY)),
    ABOUT: _taking(ApplicationStep.ABOUT, lambda turn, draft: _put("about", read_about(turn))),
    PLACE: _taking(ApplicationStep.PLACE, _place_read),
    PHOTO: _taking(ApplicationStep.PHOTO, lambda turn, draft: _put("photo", read_photo(turn))),
}
SCRIPT = merge_scripts(
    Script(
        commands={
            "become_coach": Command(_become, Permission.APPLY, not_to=frozenset({Role.COACH}))
        },
        presses={
            Apply: Step(become, Permission.APPLY),
            BeginApplication: Step(begin, Permission.APPLY),
            ApplyCategory: Step(pick_category, Permission.APPLY),
            ApplyOnline: Step(only_online, Permission.APPLY),
            ApplyNoPhoto: Step(without_photo, Permission.APPLY),
        },
        answers={
            name: AnswerStep(take, Permission.APPLY, takes=Takes.ANYTHING)
            for name, take in _ANSWERS.items()
        },
    ),
    applying_work.SCRIPT,
    applying_look.SCRIPT,
)
