"""The hours in which somebody wants no sound.

/profile → quiet hours   usual ones tapped, or others typed; or none
"""

from dataclasses import replace
from typing import Final

from domain.messages.quiet_hours import USUAL, QuietHours, validate_hours
from domain.roles import Permission
from handlers.actions.people import people
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.links import EditZone, ShowProfile
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.messages import quiet_hours as queries
from handlers.typing.quiet_hours import read_quiet_hours
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.words import Words

TYPED: Final = "profile.quiet"
NONE: Final = -1


@button("pq")
class ShowQuiet(Press):
    """The current ones, and others to tap."""


@button("pqs")
class SetQuiet(Press):
    """From this minute of the day to that one; both NONE for no quiet hours."""

    starts: int
    ends: int


async def show(turn: Turn, press: ShowQuiet) -> Reply:
    """The current ones; others may be typed."""
    return await ask(turn, await _question(turn))


async def take_hours(turn: Turn) -> Reply:
    """Typed hours, shown as they were read before they are saved."""

    def option(hours: tuple[int, int]) -> reading_confirmation.Option:
        return reading_confirmation.Option(
            _hours_text(turn.words, QuietHours(*hours)), SetQuiet(*hours)
        )

    return await reading_confirmation.confirm(
        turn,
        await _question(turn),
        read_quiet_hours(turn.text, vocabulary_of(turn.words.locale)),
        option,
        change=ShowQuiet(),
        rule="typing.example",
        zone=_zone(turn),
    )


async def set_quiet(turn: Turn, press: SetQuiet) -> Reply:
    """Save them."""
    none = (press.starts, press.ends) == (NONE, NONE)
    hours = None if none else validate_hours(press.starts, press.ends)
    await people.set_quiet(turn.database, hours, **turn.intent)
    reply = await ask(turn, await _question(turn))
    return replace(reply, toast=turn.words.label("profile.saved"))


async def _question(turn: Turn) -> Question:
    words = turn.words
    hours = await queries.of_person(turn.database, actor=turn.actor)
    zone = words.zone(_zone(turn))
    now = (
        words.text("quiet.now", hours=_hours_text(words, hours), zone=zone)
        if hours
        else words.text("quiet.none_now")
    )
    text = cards.with_title(
        words.text("quiet.title"), now, words.text("quiet.rule"), words.text("quiet.type")
    )
    choices = [
        choice_key(_hours_text(words, one), SetQuiet(one.starts, one.ends), chosen=one == hours)
        for one in USUAL
    ]
    rows: list[Row] = [*in_rows(choices, 2)]
    if hours:
        rows.append((Key(words.label("quiet.none_key"), SetQuiet(NONE, NONE)),))
    if turn.zone is None:
        rows.append((Key(words.label("profile.zone_key"), EditZone()),))
    return Question(TYPED, Screen(text, (*rows, way_out(words, ShowProfile()))))


def _zone(turn: Turn) -> str:
    return turn.zone or turn.catalogue.business.zone


def _hours_text(words: Words, hours: QuietHours) -> str:
    return f"{words.minute(hours.starts)}–{words.minute(hours.ends)}"


SCRIPT = Script(
    presses={
        ShowQuiet: Step(show, Permission.TALK),
        SetQuiet: Step(set_quiet, Permission.TALK),
    },
    answers={TYPED: AnswerStep(take_hours, Permission.TALK)},
)
