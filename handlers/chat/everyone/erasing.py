"""Somebody deletes everything known about them; or an admin does it for them.

/profile → delete my data       1 what goes, what stays, what is cancelled
the card of a person (/role)    2 really?
                                3 deleted; they may come back as a stranger
"""

from collections.abc import Sequence
from typing import Final

from domain.appointments.appointment import Appointment
from domain.people.erasing_refusals import TooNearToErase, WorksHere
from domain.roles import Permission
from handlers.actions.people import erasing as actions
from handlers.buttons.erase_links import AskErase, AskEraseOf
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import ShowAppointment
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import sessions
from handlers.queries.people import erasing as queries

MOST_NAMED: Final = 5


@button("jr")
class ReallyErase(Press):
    """Ask a second time."""


@button("jx")
class EraseMe(Press):
    """Yes."""


@button("jrp")
class ReallyEraseOf(Press):
    """Ask a second time, about somebody else."""

    person: int


@button("jxp")
class EraseOf(Press):
    """Yes, of somebody else."""

    person: int


async def ask(turn: Turn, press: AskErase) -> Reply:
    """What goes, what stays and what is cancelled."""
    erasure = await _going(turn, turn.person.id)
    words = turn.words
    paragraphs = [
        *_coming(turn, erasure.upcoming),
        words.text("erase.what"),
        words.text("erase.stays"),
    ]
    text = _join_paragraphs(words.text("erase.ask"), *paragraphs)
    onward: Row = (Key(words.label("erase.onward"), ReallyErase(), DANGER),)
    return Reply(Screen(text, (onward, way_out(words))))


async def really(turn: Turn, press: ReallyErase) -> Reply:
    """Ask once more."""
    erasure = await _going(turn, turn.person.id)
    words = turn.words
    text = _join_paragraphs(words.text("erase.really"), *_coming(turn, erasure.upcoming))
    rows: tuple[Row, ...] = (
        (Key(words.label("erase.yes"), EraseMe(), DANGER),),
        way_out(words),
    )
    return Reply(Screen(text, rows))


async def me(turn: Turn, press: EraseMe) -> Reply:
    """Delete it; no keys, since anyone who presses one is known again."""
    await _erase(turn, turn.person.id)
    return Reply(Screen(turn.words.text("erase.done"), ()))


async def ask_of(turn: Turn, press: AskEraseOf) -> Reply:
    """The same for somebody else."""
    erasure = await _going(turn, press.person)
    words, name = turn.words, erasure.person.name
    paragraphs = [
        *_coming(turn, erasure.upcoming),
        words.text("erase.what_of"),
        words.text("erase.stays"),
    ]
    text = _join_paragraphs(words.text("erase.ask_of", name=name), *paragraphs)
    onward: Row = (Key(words.label("erase.onward_of"), ReallyEraseOf(press.person), DANGER),)
    return Reply(Screen(text, (onward, way_out(words))))


async def really_of(turn: Turn, press: ReallyEraseOf) -> Reply:
    """Ask once more."""
    erasure = await _going(turn, press.person)
    words, name = turn.words, erasure.person.name
    text = _join_paragraphs(
        words.text("erase.really_of", name=name), *_coming(turn, erasure.upcoming)
    )
    rows: tuple[Row, ...] = (
        (Key(words.label("erase.yes"), EraseOf(press.person), DANGER),),
        way_out(words),
    )
    return Reply(Screen(text, rows))


async def of(turn: Turn, press: EraseOf) -> Reply:
    """Delete it."""
    await _erase(turn, press.person)
    return Reply(Screen(turn.words.text("erase.done_of"), (way_out(turn.words),)))


async def _erase(turn: Turn, person_id: int) -> None:
    await actions.erase(
        turn.database,
        turn.catalogue,
        person_id,
        **turn.intent,
    )


async def _going(turn: Turn, person_id: int) -> queries.ErasurePreview:
    return await queries.going(
        turn.database, turn.catalogue, person_id, actor=turn.actor, now=turn.now
    )


def _join_paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def _coming(turn: Turn, upcoming: Sequence[Appointment]) -> list[str]:
    """What is cancelled with it."""
    if not upcoming:
        return []
    words = turn.words
    lines = [words.plural("erase.cancelled", len(upcoming))]
    for a in upcoming[:MOST_NAMED]:
        when = words.at(a.starts_at, a.read_in(turn.zone))
        lines.append(
            words.text("erase.line", when=when, service=a.service_title, coach=a.coach_name)
        )
    if len(upcoming) > MOST_NAMED:
        lines.append(words.plural("erase.more", len(upcoming) - MOST_NAMED))
    return ["\n".join(lines)]


async def _works_here(turn: Turn, refusal: WorksHere, press: Press | None) -> Reply:
    return Reply(Screen(turn.words.text("refusal.works_here"), (way_out(turn.words),)))


async def _too_near(turn: Turn, refusal: TooNearToErase, press: Press | None) -> Reply:
    """Which session is too near, and the way to it."""
    words = turn.words
    a = await sessions.own(turn.database, refusal.appointment_id, actor=turn.actor)
    show = Key(words.label("notice.show"), ShowAppointment(a.id), PRIMARY)
    when = words.at(a.starts_at, a.read_in(turn.zone))
    text = words.text("refusal.too_near_to_erase", when=when, coach=a.coach_name)
    return Reply(Screen(text, ((show,), way_out(words))))


SCRIPT = Script(
    presses={
        AskErase: Step(ask, Permission.TALK),
        ReallyErase: Step(really, Permission.TALK),
        EraseMe: Step(me, Permission.TALK),
        AskEraseOf: Step(ask_of, Permission.ROLES),
        ReallyEraseOf: Step(really_of, Permission.ROLES),
        EraseOf: Step(of, Permission.ROLES),
    },
    refusals={WorksHere: _works_here, TooNearToErase: _too_near},
)
