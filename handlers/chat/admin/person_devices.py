"""Where somebody is signed in, for who may sign them out.

/people → card → devices     each, signed out by a tap, or all of them; they hear of it
"""

from domain.clocks import of_house
from domain.roles import Permission
from domain.sign_in import SignIn
from handlers.actions.accounts import devices as actions
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.screen import DANGER, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.people_links import DevicesOf, ShowPerson
from handlers.queries import devices as queries
from handlers.wording import cards
from handlers.wording.devices import device_name


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
    """One is signed out; pressed again it stays so."""
    await actions.end_by_team(turn.database, press.person, press.sign_in, **turn.intent)
    return Reply(await _screen(turn, press.person), toast=turn.words.label("devices.ended"))


async def end_all(turn: Turn, press: EndDevicesOf) -> Reply:
    """All of them are."""
    await actions.end_by_team(turn.database, press.person, **turn.intent)
    return Reply(await _screen(turn, press.person), toast=turn.words.label("devices.ended_all"))


async def _screen(turn: Turn, person_id: int) -> Screen:
    words = turn.words
    name, found = await queries.of_person(turn.database, person_id, actor=turn.actor, now=turn.now)
    parts = [_device(turn, one) for one in found] or [words.text("devices.none_of_theirs")]
    rows: list[Row] = [(_end_key(turn, person_id, one),) for one in found]
    if len(found) > 1:
        key = Key(words.label("devices.end_all_key"), EndDevicesOf(person_id), DANGER)
        rows.append((key,))
    text = cards.titled(words.text("devices.title_of", name=name), *parts)
    return Screen(text, (*rows, way_out(words, ShowPerson(person_id))))


def _device(turn: Turn, one: SignIn) -> str:
    words = turn.words
    device = device_name(words, one.device.name, one.device.agent)
    clock = of_house(turn.catalogue.business.zone, turn.zone)
    lines = [
        words.text("devices.device", device=device),
        words.text("devices.used", when=words.at(one.used_at, clock)),
    ]
    if one.device.address:
        lines.append(words.text("devices.address", address=one.device.address))
    return "\n".join(lines)


def _end_key(turn: Turn, person_id: int, one: SignIn) -> Key:
    name = device_name(turn.words, one.device.name, one.device.agent)
    label = Room(turn.words, WHOLE).label("devices.end_key", cut="device", device=name)
    return Key(label, EndDeviceOf(person_id, one.id))


SCRIPT = Script(
    presses={
        DevicesOf: Step(show, Permission.ROLES),
        EndDeviceOf: Step(end, Permission.ROLES),
        EndDevicesOf: Step(end_all, Permission.ROLES),
    }
)
