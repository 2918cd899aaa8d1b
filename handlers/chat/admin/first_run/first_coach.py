"""The first run: who coaches first.

5 coach    the admin, tapped; or a contact, a forwarded message, @name, an id; or just a name: is
           that somebody without Telegram?
"""

from typing import Final

from domain.business.first_run import FirstStep
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from handlers.actions.coaches.hiring import add_coach
from handlers.actions.coaches.without_chat import add_without_chat
from handlers.buttons.keyboards import in_rows
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.admin.coaches import candidates
from handlers.chat.admin.first_run.first_service import first_of
from handlers.chat.admin.first_run.first_steps import Onward, step_text, ways
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from storage.people.people import TelegramProfile

STEP: Final = "first.coach"


@button("ifm")
class CoachMyself(Press):
    """The person who presses it coaches."""


@button("ifx")
class CoachNamed(Press):
    """Somebody who is not on Telegram, by the typed name."""


async def coach(turn: Turn) -> Reply:
    """Who coaches?"""
    return await ask(turn, _question(turn))


def _question(turn: Turn, name: str = "") -> Question:
    """name: what was typed, if it may be a name."""
    words, keys = turn.words, list[Key]()
    if name:
        label = LabelFitter(words, WHOLE).label("coach.without_named", cut="name", name=name)
        keys.append(Key(label, CoachNamed(), PRIMARY))
    if not turn.coach:
        keys.append(Key(words.label("first.myself"), CoachMyself(), None if name else PRIMARY))
    text = step_text(turn, FirstStep.COACH, words.text("first.coach"))
    rows = (*in_rows(keys, 1), ways(turn, FirstStep.COACH))
    return Question(STEP, Screen(text, rows), {"named": name})


async def _add_other(turn: Turn) -> None:
    """Somebody else, by contact, forwarded message, @name or id. Raises BadInput."""
    profile = turn.contact
    if profile is None:
        typed_profile = await candidates.typed_person(turn)
        profile = await candidates.known_profile(turn, typed_profile.telegram_id) or typed_profile
    if profile.telegram_id == turn.context.bot_id:
        raise BadInput("coach")
    await _add(turn, profile)


def script(onward: Onward) -> Script:
    """The steps; onward: the next question."""

    async def myself(turn: Turn, press: CoachMyself) -> Reply:
        await _add(turn, candidates.profile_of(turn.person))
        return await onward(turn, FirstStep.COACH)

    async def by_name(turn: Turn, press: CoachNamed) -> Reply:
        await _add_without_chat(turn)
        return await onward(turn, FirstStep.COACH)

    async def take(turn: Turn) -> Reply:
        try:
            await _add_other(turn)
        except BadInput as refusal:
            name = candidates.name_alone(turn) if turn.contact is None else ""
            return await ask_again(turn, _question(turn, name), refusal)
        return await onward(turn, FirstStep.COACH)

    return Script(
        presses={
            CoachMyself: Step(myself, Permission.BUSINESS),
            CoachNamed: Step(by_name, Permission.BUSINESS),
        },
        answers={STEP: AnswerStep(take, Permission.BUSINESS, takes=Takes.ANYTHING)},
    )


async def _add(turn: Turn, profile: TelegramProfile) -> None:
    name = candidates.full_name(profile)
    if not name:
        raise BadInput("telegram_id")
    await add_coach(
        turn.database,
        profile,
        name,
        turn.catalogue.business.zone,
        **turn.intent,
        does=first_of(turn.catalogue),
    )


async def _add_without_chat(turn: Turn) -> None:
    """Raises NotFound if no name was typed."""
    pending = turn.pending
    name = str(pending.facts.get("named", "")) if pending and pending.step == STEP else ""
    if not name:
        raise NotFound
    await add_without_chat(
        turn.database,
        name,
        (),
        turn.catalogue.business.zone,
        **turn.intent,
        does=first_of(turn.catalogue),
    )
