"""The first run: who coaches first.

5 coach    whoever runs the house, tapped; or a contact, a forwarded message, a name
"""

from typing import Final

from domain import names, typed
from domain.first_run import FirstStep
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.usernames import username
from handlers.actions.hiring import add_coach
from handlers.chat.admin.first_service import first_of
from handlers.chat.admin.first_steps import Onward, titled, ways
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import in_rows
from handlers.chat.frame.screen import PRIMARY, Key, Reply, Screen
from handlers.chat.frame.script import Answered, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries import coaches as queries
from storage.people import Person, Profile

STEP: Final = "first.coach"
LONGEST_NAME: Final = 60


@button("ifm")
class CoachMyself(Press):
    """Whoever presses it coaches."""


async def coach(turn: Turn) -> Reply:
    """Who coaches?"""
    return await ask(turn, _question(turn))


def _question(turn: Turn) -> Question:
    words = turn.words
    keys = [] if turn.coach else [Key(words.label("first.myself"), CoachMyself(), PRIMARY)]
    text = titled(turn, FirstStep.COACH, words.text("first.coach"))
    rows = (*in_rows(keys, 1), ways(turn, FirstStep.COACH))
    return Question(STEP, Screen(text, rows))


async def _meant(turn: Turn) -> None:
    """Somebody else, by their contact, a message of theirs, @name, or id. Raises BadInput."""
    profile = turn.contact or await _typed(turn)
    if profile.telegram_id == turn.house.bot_id:
        raise BadInput("coach")
    await _add(turn, profile)


def script(onward: Onward) -> Script:
    """The steps; onward: the next question."""

    async def myself(turn: Turn, press: CoachMyself) -> Reply:
        await _add(turn, _profile(turn.person))
        return await onward(turn, FirstStep.COACH)

    async def take(turn: Turn) -> Reply:
        try:
            await _meant(turn)
        except BadInput as refusal:
            return await ask_again(turn, _question(turn), refusal)
        return await onward(turn, FirstStep.COACH)

    return Script(
        presses={CoachMyself: Step(myself, Permission.BUSINESS)},
        answers={STEP: Answered(take, Permission.BUSINESS)},
    )


async def _typed(turn: Turn) -> Profile:
    called = username(turn.typed)
    if called is not None:
        person = await queries.candidate_called(turn.database, called, actor=turn.actor)
        if person is None:
            raise BadInput("username")
        return _profile(person)
    id_ = typed.telegram_id(turn.typed)
    known = await queries.candidate(turn.database, id_, actor=turn.actor)
    if known is None:
        raise BadInput("telegram_id")
    return _profile(known)


async def _add(turn: Turn, profile: Profile) -> None:
    name = " ".join(filter(None, (profile.first_name, profile.last_name)))
    if not names.visible(name):
        raise BadInput("telegram_id")
    await add_coach(
        turn.database,
        profile,
        names.cut(names.tidy(name), LONGEST_NAME),
        turn.catalogue.business.zone,
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
        does=first_of(turn.catalogue),
    )


def _profile(person: Person) -> Profile:
    """Who they are in Telegram. NotFound for who has no chat."""
    if person.telegram_id is None:
        raise NotFound
    return Profile(
        person.telegram_id, person.first_name, person.last_name, person.username, person.language
    )
