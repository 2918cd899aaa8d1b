"""Where somebody is signed in, for staff who may sign them out.

/people → card → devices     each signed out with a tap, or all at once; the person is told
"""

from domain.roles import Permission
from handlers.actions.accounts import devices as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.people_links import DevicesOf, ShowPerson
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards.device_lines import device_line, end_key
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.accounts import devices as queries
from handlers.wording import cards


@button("npe")
class EndDeviceOf(Press):
    """Sign this one out."""

    person: int
    sign_in: int


@button("npz")
class EndDevicesOf(Press):
    """Sign all of them out."""

    person: int


async def show(turn: Turn, press: DevicesOf) -> Reply:
    """All of them. Raises NotFound."""
    return Reply(await _screen(turn, press.person))


async def end(turn: Turn, press: EndDeviceOf) -> Reply:
    """Sign one out; a second press changes nothing."""
    await actions.end_by_team(turn.database, press.person, press.sign_in, **turn.intent)
    return Reply(await _screen(turn, press.person), toast=turn.words.label("devices.ended"))


async def end_all(turn: Turn, press: EndDevicesOf) -> Reply:
    """Sign all of them out."""
    await actions.end_by_team(turn.database, press.person, **turn.intent)
    return Reply(await _screen(turn, press.person), toast=turn.words.label("devices.ended_all"))


async def _screen(turn: Turn, person_id: int) -> Screen:
    words = turn.words
    name, devices = await queries.of_person(
        turn.database, person_id, actor=turn.actor, now=turn.now
    )
    parts = [device_line(turn, one) for one in devices] or [words.text("devices.none_of_theirs")]
    rows: list[Row] = [(end_key(turn, one, EndDeviceOf(person_id, one.id)),) for one in devices]
    if len(devices) > 1:
        key = Key(words.label("devices.end_all_key"), EndDevicesOf(person_id), DANGER)
        rows.append((key,))
    text = cards.with_title(words.text("devices.title_of", name=name), *parts)
    return Screen(text, (*rows, way_out(words, ShowPerson(person_id))))


SCRIPT = Script(
    presses={
        DevicesOf: Step(show, Permission.ROLES),
        EndDeviceOf: Step(end, Permission.ROLES),
        EndDevicesOf: Step(end_all, Permission.ROLES),
    }
)
